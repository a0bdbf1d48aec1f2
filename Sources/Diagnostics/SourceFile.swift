/// A text that the user wrote, with the name under which messages speak of it.
///
/// Lines are separated by LF; a CR before it belongs to the line's end and is not shown.
package struct SourceFile: Sendable, Hashable {
    /// The path as the user knows it, relative where they gave it relative.
    package let name: String
    /// The whole text.
    package let text: String
    private let lines: [Substring]

    /// Takes a text apart into lines once, so that messages can quote them.
    ///
    /// - Parameters:
    ///   - name: What messages call the file.
    ///   - text: Its whole text.
    package init(name: String, text: String) {
        self.name = name
        self.text = text
        // By scalars: as characters, CR LF is one that no LF equals.
        self.lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Substring($0) }
    }

    /// The text of a line without its end, or nil where the file has no such line.
    ///
    /// - Parameter number: The line, counted from 1.
    /// - Returns: The line as it stands, tabs and all.
    package func line(_ number: Int) -> String? {
        guard number >= 1, number <= lines.count else { return nil }
        let line = lines[number - 1]
        return String(line.last == "\r" ? line.dropLast() : line)
    }
}
