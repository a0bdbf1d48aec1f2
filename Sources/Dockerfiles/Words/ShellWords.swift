/// Replaces variables in a word and takes quotes and escapes away, as BuildKit does for the arguments of instructions.
///
/// `$NAME`, `${NAME}`, `${NAME:-word}`, `:+`, `:?` with and without the colon, `#`, `##`, `%`, `%%`, `/` and `//`.
///
/// Source: BuildKit's Dockerfile reference, "Environment replacement".
package struct ShellWords: Sendable {
    /// What takes a character's meaning away.
    package var escape: Unicode.Scalar
    /// Whether quotes stay as they are.
    package var keepsQuotes = false
    /// Whether variables that are not there stay as they are.
    package var keepsUnset = false

    /// A replacer.
    ///
    /// - Parameter escape: `\`, or what `# escape=` says.
    package init(escape: Unicode.Scalar = "\\") {
        self.escape = escape
    }

    /// What came of a text.
    package struct Result: Sendable, Hashable {
        /// The whole as one word.
        package var word = ""
        /// It as words between white space that is not quoted.
        package var words: [String] = []
        /// The variables that were looked up and found.
        package var used: Set<String> = []
        /// The variables that were looked up and not found.
        package var missing: Set<String> = []
    }

    /// Replaces all variables.
    ///
    /// - Parameters:
    ///   - text: The word as written.
    ///   - value: The value of a variable; nil where it is not set.
    /// - Returns: What it stands for.
    /// - Throws: `WordError` for a quote or brace that is not closed, a modifier that is not known, and for what
    ///   `${NAME:?message}` says.
    package func process(_ text: String, _ value: (String) -> String?) throws(WordError) -> Result {
        // Most words hold nothing to do.
        if !text.unicodeScalars.contains(where: isSpecial) {
            let words = text.isEmpty ? [] : [text]
            return Result(word: text, words: words)
        }
        return try withoutActuallyEscaping(value) { (value) throws(WordError) in
            var reader = WordReader(Array(text.unicodeScalars), self, value)
            return try reader.result()
        }
    }

    /// One word, all variables replaced.
    package func word(_ text: String, _ value: (String) -> String?) throws(WordError) -> String {
        try process(text, value).word
    }

    private func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "$" || scalar == "'" || scalar == "\"" || scalar == escape || scalar.isBlank
    }
}
