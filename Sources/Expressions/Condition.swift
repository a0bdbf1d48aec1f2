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
        let template =
            source.contains("${{") ? try Template(parsing: source, knowing: vocabulary) : nil
        if let template, template.literal == nil {
            form = .template(template)
            return
        }
        do {
            // As upstream has it, `${{ 'false' }}` is the text `false`, which then is the condition.
            let text = template?.literal ?? source
            form = .expression(try ExpressionTree(parsing: text, knowing: vocabulary))
        } catch {
            throw TemplateError([error])
        }
    }

    /// Whether text stands around its `${{ }}`: it then is a string, which holds unless it is empty.
    ///
    /// A line end counts: `if: |` with `${{ false }}` on the next line always holds after `success()`.
    package var isSuspicious: Bool {
        if case .template(let template) = form { !template.isSingleExpression } else { false }
    }

    /// The one expression that it means, with what it implies: `success() && (github.ref)`.
    ///
    /// GitHub keeps a condition in this form.
    package var expression: String {
        let own: String
        switch form {
        case .expression(let tree) where tree.isEmpty: return "success()"
        case .expression(let tree): own = tree.trimmedSource
        case .template(let template): own = template.expression ?? ""
        }
        return callsStatusFunction ? own : "success() && (\(own))"
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
        case .expression(let tree) where tree.isEmpty: return true
        case .expression(let tree): return try tree.evaluate(in: scope).isTruthy
        case .template(let template): return try template.evaluate(in: scope).isTruthy
        }
    }

    /// The expressions that it is made of.
    var trees: [ExpressionTree] {
        switch form {
        case .expression(let tree): [tree]
        case .template(let template): template.trees
        }
    }

    private static func succeeded(in scope: Scope) throws(ExpressionError) -> Bool {
        guard let success = scope[function: "success"] else {
            throw ExpressionError(.evaluation, "The function 'success' has no meaning here")
        }
        return try success([]).isTruthy
    }
}
