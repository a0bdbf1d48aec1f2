package import Diagnostics

/// The mistakes of one file, each once, up to a bound.
///
/// Diagnostics carry their whole file, so comparing thousands of them would read it thousands of times; here
/// kind, message and place tell them apart.
package struct Mistakes {
    private struct Key: Hashable {
        let code: String
        let message: String
        let range: SourceRange?
    }

    /// In the order in which they were found.
    package private(set) var diagnostics: [Diagnostic] = []
    private var keys: Set<Key> = []

    /// No mistakes yet.
    package init() {}

    /// Whether there are so many that more are not kept, and need not be looked for.
    package var isFull: Bool { diagnostics.count >= Bounds.mistakes }

    /// Whether there are none.
    package var isEmpty: Bool { diagnostics.isEmpty }

    /// Keeps those that are new.
    package mutating func add(_ more: [Diagnostic]) {
        for diagnostic in more where !isFull {
            let key = Key(
                code: diagnostic.code,
                message: diagnostic.message,
                range: diagnostic.range
            )
            if keys.insert(key).inserted { diagnostics.append(diagnostic) }
        }
    }

    /// The first of them in the order of the file, at most `Bounds.toldMistakes`, and a word about the rest.
    package var told: [Diagnostic] {
        let start = SourcePosition(line: 0, column: 0)
        let sorted = diagnostics.enumerated().sorted { left, right in
            let places = (left.element.range?.start ?? start, right.element.range?.start ?? start)
            return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
        }
        .map(\.element)
        guard sorted.count > Bounds.toldMistakes else { return sorted }
        let more =
            "and \(isFull ? "more than " : "")\(sorted.count - Bounds.toldMistakes) more mistakes"
        // It stands behind the last of those told.
        let rest = Diagnostic(code: "too-many-mistakes", more, in: sorted.last?.file)
        return sorted.prefix(Bounds.toldMistakes) + [rest]
    }
}
