/// A part of an expression and what it came to, for those who ask why.
package struct TracedValue: Sendable, Hashable {
    /// What came of a part.
    package enum Outcome: Sendable, Hashable {
        /// Its value.
        case value(Value)
        /// It was not looked at: what stands before it had decided.
        case notEvaluated
        /// It has none.
        case failed(String)
    }

    /// The part, as an expression of its own: `git.branch == 'main'`.
    package var text: String
    /// What came of it.
    package var outcome: Outcome

    /// The outcome as people read it: a text in quotes, `not evaluated`.
    package var outcomeText: String {
        switch outcome {
        case .value(.string(let text)): "'\(text)'"
        case .value(.array(let values)): "a list of \(values.count)"
        case .value(.object(let object)): "an object with \(object.count) keys"
        case .value(.null): "null"
        case .value(let value): value.text
        case .notEvaluated: "not evaluated"
        case .failed(let message): "an error: \(message)"
        }
    }
}
