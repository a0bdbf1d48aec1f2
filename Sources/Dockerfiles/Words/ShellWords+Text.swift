extension ShellWords {
    /// Replaces variables in a text of several lines, in which quotes mean nothing.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - value: The value of a variable; nil where it is not set.
    /// - Returns: The text; `\$` is a dollar, and an escape before anything else stays.
    /// - Throws: `WordError`.
    package func text(_ text: String, _ value: (String) -> String?) throws(WordError) -> String {
        // Between double quotes only variables and a few escapes count; a quote in the text is escaped for that.
        var quoted = "\""
        quoted.unicodeScalars.reserveCapacity(text.unicodeScalars.count + 2)
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if scalar == "\"", !isEscaped { quoted.unicodeScalars.append(escape) }
            if scalar == "\"", isEscaped {
                // An escape that stands before a quote in the text is two characters of it.
                quoted.unicodeScalars.append(escape)
                quoted.unicodeScalars.append(escape)
            }
            quoted.unicodeScalars.append(scalar)
            isEscaped = scalar == escape && !isEscaped
        }
        quoted += isEscaped ? "\(escape)\"" : "\""
        var plain = self
        plain.keepsQuotes = false
        return try plain.word(quoted, value)
    }
}
