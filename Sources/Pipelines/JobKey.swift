/// The word under which a job stands in the file: `test` in `jobs: {test: …}`.
///
/// It begins with a letter or `_` and goes on with letters, digits, `-` and `_`, all ASCII, so that it can
/// be named in expressions (`needs.test.result`). At most `Bounds.jobKeyLength` of them.
package struct JobKey: Sendable, Hashable, CustomStringConvertible {
    /// The word.
    package let text: String

    /// The key that a word is, or nil where the word cannot be one.
    package init?(_ text: String) {
        guard Identifier.isValid(text), text.utf8.count <= Bounds.jobKeyLength else { return nil }
        self.text = text
    }

    /// The word.
    package var description: String { text }
}
