/// A place in a source file that a failure's text names.
package struct SourceFrame: Sendable, Hashable {
    /// The file as the text names it, or, where a tree knows it, as the repository does.
    package var file: String
    /// The line, counted from 1.
    package var line: Int

    /// A place from its two halves.
    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}

extension SourceFrame: CustomStringConvertible {
    /// `Sources/App/Cart.swift:12`.
    package var description: String {
        "\(file):\(line)"
    }
}
