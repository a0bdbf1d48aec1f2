/// A text with `${{ }}` inside, as in `run:` or the values of `env:`; parsed once, evaluated late.
package struct Template: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case text(String)
        /// An expression, and where it begins in the text.
        case expression(ExpressionTree, offset: Int)
    }

    /// The text as written.
    package let source: String
    let segments: [Segment]

    /// Parses the expressions of a text.
    ///
    /// Source: actions/runner, ObjectTemplating, `TemplateReader.ParseScalar`.
    ///
    /// - Parameters:
    ///   - source: Any text; one without `${{` is itself.
    ///   - vocabulary: What the expressions may name.
    /// - Throws: Every error of every expression, and of a `${{` that is not closed.
    package init(parsing source: String, knowing vocabulary: Vocabulary) throws(TemplateError) {
        self.source = source
        var scanner = TemplateScanner(source, knowing: vocabulary)
        let found = try scanner.segments()
        if found.count == 1, case .expression(let tree, _) = found[0], let string = tree.soleString
        {
            segments = [.text(string)]
        } else {
            segments = found
        }
    }

    /// The text that it always gives, where none of it needs a scope; else nil.
    ///
    /// A lone expression that is a string and nothing else, such as `${{ '${{' }}`, is literal too: it is how
    /// to write what would open an expression.
    package var literal: String? {
        trees.isEmpty ? texts.joined() : nil
    }

    /// Whether it is one expression and nothing else, so that its value keeps its kind.
    package var isSingleExpression: Bool {
        segments.count == 1 && trees.count == 1
    }

    /// The contexts that its expressions name, in lower case.
    package var contexts: Set<String> {
        trees.reduce(into: []) { $0.formUnion($1.contexts) }
    }

    /// Whether an expression calls one of these functions anywhere, evaluated or not.
    package func calls(_ functionNames: Set<String>) -> Bool {
        trees.contains { $0.calls(functionNames) }
    }

    /// Its value: that of its expression where it is exactly one expression, else a string.
    ///
    /// - Parameter scope: What the expressions are evaluated with.
    /// - Returns: A value of any kind.
    /// - Throws: The first error of kind evaluation, placed in the text.
    package func evaluate(in scope: Scope) throws(ExpressionError) -> Value {
        if segments.count == 1, case .expression(let tree, let offset) = segments[0] {
            return try Self.value(of: tree, at: offset, in: scope)
        }
        return .string(try text(in: scope))
    }

    /// Its value as text.
    ///
    /// - Parameter scope: What the expressions are evaluated with.
    /// - Returns: The text with each expression replaced; an array or object amid text is its kind's name.
    /// - Throws: The first error of kind evaluation; the text is one expression and gives an array or object.
    package func text(in scope: Scope) throws(ExpressionError) -> String {
        var result = BoundedText(bytesMax: scope.memoryBytesMax)
        for segment in segments {
            switch segment {
            case .text(let text): result.append(text)
            case .expression(let tree, let offset):
                let value = try Self.value(of: tree, at: offset, in: scope)
                guard value.isPrimitive || segments.count > 1 else {
                    throw ExpressionError(
                        .evaluation,
                        "Expected a string, but the expression gives an \(value.kindName)",
                        at: offset
                    )
                }
                result.append(value.text)
            }
        }
        guard !result.isOverfull else {
            throw ExpressionError(
                .evaluation,
                "The text with its expressions replaced has more than \(scope.memoryBytesMax) bytes"
            )
        }
        return result.text
    }

    var trees: [ExpressionTree] {
        segments.compactMap { segment in
            if case .expression(let tree, _) = segment { tree } else { nil }
        }
    }

    private var texts: [String] {
        segments.compactMap { segment in
            if case .text(let text) = segment { text } else { nil }
        }
    }

    private static func value(
        of tree: ExpressionTree,
        at offset: Int,
        in scope: Scope
    ) throws(ExpressionError) -> Value {
        do {
            return try tree.evaluate(in: scope)
        } catch {
            throw error.shifted(by: offset)
        }
    }
}
