/// An `if:`: an expression with or without `${{ }}` around it, that implies `success()`.
///
/// Source: actions/runner, `PipelineTemplateConverter.ConvertToIfCondition`.
package struct Condition: Sendable, Hashable {
    private enum Form: Sendable, Hashable {
        case expression(ExpressionTree)
        case template(Template)
    }

    /// The condition as written.
    package let source: String
    private let form: Form

    /// Parses a condition; an empty one means `success()`.
    ///
    /// - Parameters:
    ///   - source: What stands after `if:`.
    ///   - vocabulary: What it may name; status functions only where the vocabulary has them.
    /// - Throws: Every error, each with its place in the source.
    package init(parsing source: String, knowing vocabulary: Vocabulary) throws(TemplateError) {
        self.source = source
        guard !source.contains("${{") else {
            form = .template(try Template(parsing: source, knowing: vocabulary))
            return
        }
        do {
            form = .expression(try ExpressionTree(parsing: source, knowing: vocabulary))
        } catch {
            throw TemplateError([error])
        }
    }

    /// Whether text stands around its `${{ }}`, so that it is a string and always holds after `success()`.
    ///
    /// A line end counts: `if: |` before `${{ false }}` on a line of its own makes it true.
    package var isSuspicious: Bool {
        if case .template(let template) = form { !template.isSingleExpression } else { false }
    }

    /// Whether it calls a status function anywhere and so does not imply `success()`.
    package var callsStatusFunction: Bool {
        calls(Vocabulary.statusFunctions)
    }

    /// The contexts it names, in lower case.
    package var contexts: Set<String> {
        switch form {
        case .expression(let tree): tree.contexts
        case .template(let template): template.contexts
        }
    }

    /// Whether it calls one of these functions anywhere, evaluated or not.
    package func calls(_ functionNames: Set<String>) -> Bool {
        switch form {
        case .expression(let tree): tree.calls(functionNames)
        case .template(let template): template.calls(functionNames)
        }
    }

    /// Whether it holds.
    ///
    /// - Parameter scope: Has `success()`, and the other status functions where the condition calls them.
    /// - Returns: The truth of its value; false without evaluating it where `success()` is implied and false.
    /// - Throws: An error of kind evaluation.
    package func evaluate(in scope: Scope) throws(ExpressionError) -> Bool {
        if !callsStatusFunction, try !Self.succeeded(in: scope) { return false }
        switch form {
        case .expression(let tree) where tree.root == nil: return true
        case .expression(let tree): return try tree.evaluate(in: scope).isTruthy
        case .template(let template): return try template.evaluate(in: scope).isTruthy
        }
    }

    private static func succeeded(in scope: Scope) throws(ExpressionError) -> Bool {
        guard let success = scope[function: "success"] else {
            throw ExpressionError(.evaluation, "The function 'success' has no meaning here")
        }
        return try success([]).isTruthy
    }
}
