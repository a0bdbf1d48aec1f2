import Testing

@testable import Expressions

/// An expression and what it gives, for tables of arguments.
struct Sample: Sendable, CustomTestStringConvertible {
    let expression: String
    let value: Value

    init(_ expression: String, _ value: Value) {
        self.expression = expression
        self.value = value
    }

    var testDescription: String { expression }
}

/// An expression and how it fails.
struct Failure: Sendable, CustomTestStringConvertible {
    let expression: String
    let kind: ExpressionError.Kind
    let message: String
    let offset: Int

    init(_ expression: String, _ kind: ExpressionError.Kind, _ message: String, at offset: Int) {
        self.expression = expression
        self.kind = kind
        self.message = message
        self.offset = offset
    }

    var testDescription: String { expression }

    /// The error of parsing and evaluating it where `github` is the one context.
    func error() -> ExpressionError? {
        do {
            _ = try value(of: expression, contexts: ["github": ["sha": "abc"]])
            return nil
        } catch {
            return error
        }
    }
}

/// Parses and evaluates an expression that may name exactly the contexts given.
func value(
    of expression: String,
    contexts: [String: Value] = [:]
) throws(ExpressionError) -> Value {
    let tree = try ExpressionTree(
        parsing: expression,
        knowing: Vocabulary(contexts: Set(contexts.keys))
    )
    return try tree.evaluate(in: Scope(contexts: contexts))
}
