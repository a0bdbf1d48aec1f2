import Diagnostics

/// One instruction as it stands in the file: lines joined, here-documents taken from the lines below.
struct RawInstruction: Sendable, Hashable {
    /// Its first word.
    var keyword: Located<String>
    /// What follows, without blanks at both ends.
    var arguments: PlacedText
    /// The texts that follow in further lines.
    var heredocs: [Heredoc] = []
    /// Its words as they are joined.
    var text: String
    /// From its first scalar to its last.
    var range: SourceRange
}
