import Diagnostics

/// What was found wrong while a Dockerfile was read.
///
/// It is a class since readers of many parts add to the one list; it never leaves the task that reads.
final class Findings {
    /// The file that is read.
    let file: SourceFile
    private var diagnostics: [Diagnostic] = []

    /// How many are kept: after that many, nobody reads on.
    private static let maximumCount = 100

    /// No mistake yet.
    init(_ file: SourceFile) {
        self.file = file
    }

    /// The mistakes in the order of the file, each once.
    var told: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return
            diagnostics
            .filter { seen.insert($0).inserted }
            .enumerated()
            .sorted {
                let left = $0.element.range?.start ?? SourcePosition(line: 0, column: 0)
                let right = $1.element.range?.start ?? SourcePosition(line: 0, column: 0)
                return left == right ? $0.offset < $1.offset : left < right
            }
            .map(\.element)
    }

    /// Adds a mistake.
    func tell(_ code: String, _ message: String, at range: SourceRange?, fix: String? = nil) {
        add(Diagnostic(.error, code: code, message, in: file, at: range, fix: fix))
    }

    /// Adds what is right and likely not meant.
    func warn(_ code: String, _ message: String, at range: SourceRange?, fix: String? = nil) {
        add(Diagnostic(.warning, code: code, message, in: file, at: range, fix: fix))
    }

    /// Adds a mistake that was made elsewhere.
    func add(_ diagnostic: Diagnostic) {
        if diagnostics.count < Self.maximumCount { diagnostics.append(diagnostic) }
    }
}
