/// What one expression gives, as JSON: for trying expressions out.
///
/// A value is `{"kind": "Number", "value": 1}`; a number that JSON has not is `null` with its name under
/// `text`. An error is `{"error": {"kind": "parsing", "message": "…"}}`.
package struct EvaluationReport: Sendable, Hashable {
    /// The bytes that the evaluation may hold at once: upstream's bound where nothing else is said.
    static let memoryBytesMax = 1024 * 1024

    /// The value; nil where there was an error.
    package let value: Value?
    /// Why there is no value; nil where there is one.
    package let message: String?
    /// The report on one line, without a newline.
    package let json: String

    /// Whether there is a value.
    package var succeeded: Bool { value != nil }

    /// Evaluates an expression where exactly the keys of an object are contexts.
    ///
    /// - Parameters:
    ///   - expression: Without `${{ }}`.
    ///   - contexts: Their values, by name.
    package init(of expression: String, contexts: Object = [:]) {
        do {
            self.init(try Self.value(of: expression, contexts: contexts))
        } catch {
            self.init(errorKind: error.kind.rawValue, error.message)
        }
    }

    /// Evaluates an expression where exactly the keys of a JSON object are contexts.
    ///
    /// - Parameters:
    ///   - expression: Without `${{ }}`.
    ///   - contextsJSON: A text that is no JSON object is reported as an error of kind `contexts`.
    package init(of expression: String, contextsJSON: String) {
        do {
            guard case .object(let contexts) = try Value(json: contextsJSON) else {
                self.init(errorKind: "contexts", "the contexts are no JSON object")
                return
            }
            self.init(of: expression, contexts: contexts)
        } catch {
            self.init(errorKind: "contexts", "the contexts are no JSON: \(error)")
        }
    }

    private init(_ value: Value) {
        self.value = value
        message = nil
        var report: Object = ["kind": .string(value.kindName), "value": value]
        if case .number(let number) = value, !number.isFinite {
            report["text"] = .string(value.text)
        }
        json = Value.object(report).json()
    }

    private init(errorKind: String, _ message: String) {
        value = nil
        self.message = message
        let error: Object = ["kind": .string(errorKind), "message": .string(message)]
        json = Value.object(["error": .object(error)]).json()
    }

    private static func value(
        of expression: String,
        contexts: Object
    ) throws(ExpressionError) -> Value {
        let tree = try ExpressionTree(
            parsing: expression,
            knowing: Vocabulary(contexts: Set(contexts.keys))
        )
        let values = Dictionary(contexts.entries.map { ($0.key, $0.value) }) { first, _ in first }
        return try tree.evaluate(in: Scope(contexts: values, memoryBytesMax: memoryBytesMax))
    }
}

/// Evaluates an expression and reports it as JSON, with contexts given as JSON.
///
/// - Parameters:
///   - expression: Without `${{ }}`.
///   - contextsJSON: An object whose keys are the contexts that the expression may name; nil for none.
/// - Returns: The `json` and `succeeded` of an `EvaluationReport`.
package func evaluationReport(
    of expression: String,
    contextsJSON: String?
) -> (json: String, succeeded: Bool) {
    let report =
        contextsJSON.map { EvaluationReport(of: expression, contextsJSON: $0) }
        ?? EvaluationReport(of: expression)
    return (report.json, report.succeeded)
}
