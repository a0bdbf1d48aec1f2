/// Why a word with quotes and variables cannot be read.
package struct WordError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence without a full stop.
    package let description: String
    /// The scalars of the word that it is about.
    package let offsets: Range<Int>
    /// What to do about it, where there is something to say.
    package let fix: String?

    /// A mistake at a place of a word.
    ///
    /// - Parameters:
    ///   - description: One sentence without a full stop.
    ///   - offsets: The scalars that it is about.
    ///   - fix: What to do about it.
    package init(_ description: String, at offsets: Range<Int>, fix: String? = nil) {
        self.description = description
        self.offsets = offsets
        self.fix = fix
    }
}
