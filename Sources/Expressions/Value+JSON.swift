extension Value {
    /// Reads one JSON value; keys of objects compare without regard to case.
    ///
    /// - Parameter text: At most 64 MiB, with arrays and objects nested at most 100 deep.
    /// - Throws: What is wrong, with its line and column.
    package init(json text: String) throws(JSONError) {
        self = try JSONReader.value(of: Array(text.utf8))
    }

    /// Reads one JSON value of UTF-8; bytes that are none become U+FFFD.
    ///
    /// - Parameter bytes: As of a text.
    /// - Throws: What is wrong, with its line and column.
    package init(json bytes: [UInt8]) throws(JSONError) {
        self = try JSONReader.value(of: bytes)
    }

    /// The value as JSON: keys in order, numbers exact, `NaN` and the infinities as `null`.
    ///
    /// - Parameter pretty: Two spaces a level, as `toJSON()` writes, instead of one line.
    /// - Returns: Text without a newline at its end.
    package func json(pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty ? .pretty : .compact)
        writer.write(self)
        return writer.text.text
    }
}
