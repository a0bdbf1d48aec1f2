/// What one expression gives, as JSON: for trying expressions out.
///
/// A value is `{"kind": "Number", "value": 1}`; a number that JSON has not is `null` with its name under
/// `text`. An error is `{"error": {"kind": "parsing", "message": "…"}}`.
package struct EvaluationReport: Sendable, Hashable {
    /// The bytes that the evaluation may hold at once: upstream's bound where nothing else is said.
    static let memoryBytesMax = 1024 * 1024

    /// The report on one line, without a newline.
    package let json: String
    /// Whether there is a value.
    package let succeeded: Bool

    /// Evaluates an expression where exactly the keys of an object are contexts.
    ///
    /// - Parameters:
    ///   - expression: Without `${{ }}`.
    ///   - contexts: Their values, by name.
    package init(of expression: String, contexts: Object) {
        do {
            let value = try Self.value(of: expression, contexts: contexts)
            self.init(value)
        } catch {
            self.init(errorKind: error.kind.rawValue, error.message)
        }
    }

    private init(_ value: Value) {
        var report: Object = ["kind": .string(value.kindName), "value": value]
        if case .number(let number) = value, !number.isFinite {
            report["text"] = .string(value.text)
        }
        json = Value.object(report).json()
        succeeded = true
    }

    fileprivate init(errorKind: String, _ message: String) {
        let error: Object = ["kind": .string(errorKind), "message": .string(message)]
        json = Value.object(["error": .object(error)]).json()
        succeeded = false
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
/// - Returns: The report of an `EvaluationReport`; contexts that are no JSON object are an error of kind `contexts`.
package func evaluationReport(
    of expression: String,
    contextsJSON: String?
) -> (json: String, succeeded: Bool) {
    let report: EvaluationReport
    do {
        let contexts = try contextsJSON.map { text throws(JSONError) in try Value(json: text) }
        if case .object(let object) = contexts ?? .object(Object()) {
            report = EvaluationReport(of: expression, contexts: object)
        } else {
            report = EvaluationReport(errorKind: "contexts", "the contexts are no JSON object")
        }
    } catch {
        report = EvaluationReport(errorKind: "contexts", "the contexts are no JSON: \(error)")
    }
    return (report.json, report.succeeded)
}
