/// A value that JSON documents hold as one string.
package protocol DocumentText: Codable, CustomStringConvertible {
    /// Reads it.
    init(_ text: String) throws(OCIError)
}

extension DocumentText {
    /// Reads the value from a JSON string.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(try container.decode(String.self))
        } catch let error as OCIError {
            // As a DecodingError it says where in the document the mistake is.
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: error.description
            )
        }
    }

    /// Writes the value as a JSON string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
