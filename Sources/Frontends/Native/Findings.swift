import Diagnostics
import Pipelines

/// What was found wrong while a file was read.
///
/// It is a class since readers of many parts add to the one list; it never leaves the task that reads.
final class Findings {
    /// The file that is read.
    let file: SourceFile
    private var mistakes = Mistakes()
    /// What the expressions name, to be looked up when all is read.
    private(set) var references: [Reference] = []

    init(_ file: SourceFile) {
        self.file = file
    }

    /// Whether there are so many that more need not be looked for.
    var isFull: Bool { mistakes.isFull }

    /// The mistakes in the order of the file.
    var told: [Diagnostic] { mistakes.told }

    /// Adds a mistake at a place of the file.
    func tell(_ code: String, _ message: String, at range: SourceRange, fix: String? = nil) {
        add([Diagnostic(.error, code: code, message, in: file, at: range, fix: fix)])
    }

    /// Adds what is right and likely not meant.
    func warn(_ code: String, _ message: String, at range: SourceRange, fix: String? = nil) {
        add([Diagnostic(.warning, code: code, message, in: file, at: range, fix: fix)])
    }

    /// Adds mistakes that others found.
    func add(_ more: [Diagnostic]) {
        mistakes.add(more)
    }

    /// Adds names to be looked up.
    func add(_ more: [Reference]) {
        references += more
    }
}
