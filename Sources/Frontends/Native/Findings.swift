import Diagnostics

/// What was found wrong while a file was read.
///
/// It is a class since readers of many parts add to the one list; it never leaves the task that reads.
final class Findings {
    /// The file that is read.
    let file: SourceFile
    private(set) var diagnostics: [Diagnostic] = []
    /// What the expressions name, to be looked up when all is read.
    private(set) var references: [Reference] = []

    init(_ file: SourceFile) {
        self.file = file
    }

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
        diagnostics += more
    }

    /// Adds names to be looked up.
    func add(_ more: [Reference]) {
        references += more
    }

    /// The mistakes in the order of the file, each once, at most `YAMLBounds.diagnostics` of them.
    var sorted: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        let unique = diagnostics.filter { seen.insert($0).inserted }
        let start = SourcePosition(line: 0, column: 0)
        let sorted = unique.enumerated().sorted { left, right in
            let places = (left.element.range?.start ?? start, right.element.range?.start ?? start)
            return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
        }
        .map(\.element)
        guard sorted.count > YAMLBounds.diagnostics else { return sorted }
        let left = sorted.count - YAMLBounds.diagnostics
        return sorted.prefix(YAMLBounds.diagnostics) + [
            Diagnostic(code: "too-many-mistakes", "and \(left) more mistakes", in: file)
        ]
    }
}
