package import Diagnostics

/// A text that stands in the lines below its instruction: `<<EOF`.
///
/// Source: BuildKit's Dockerfile reference, "Here-Documents".
package struct Heredoc: Sendable, Hashable {
    /// What ends it: a line that holds this and nothing else.
    package var name: String
    /// The descriptor that is written before `<<`; 0 where none is.
    package var fileDescriptor: Int
    /// Whether variables in it are replaced: its name is not quoted.
    package var expands: Bool
    /// Whether tabs at the beginning of its lines are dropped: `<<-`.
    package var dropsTabs: Bool
    /// The lines as they stand, each with its line feed.
    package var content = ""
    /// Where the word `<<NAME` stands.
    package var range: SourceRange
    /// Where the word stands in the arguments of the instruction.
    var offsets: Range<Int>

    /// What it stands for: without the tabs, where they are dropped.
    package var text: String {
        guard dropsTabs else { return content }
        var result: [Unicode.Scalar] = []
        var isAtStart = true
        for scalar in content.unicodeScalars {
            if isAtStart, scalar == "\t" { continue }
            isAtStart = scalar == "\n"
            result.append(scalar)
        }
        return String(result)
    }

    /// Whether a line ends it.
    func isEnded(by line: some Sequence<Unicode.Scalar>) -> Bool {
        dropsTabs
            ? name.unicodeScalars.elementsEqual(line.drop { $0 == "\t" })
            : name.unicodeScalars.elementsEqual(line)
    }
}
