/// An expression, parsed once; evaluated as often as wanted, each time with the values of a scope.
package struct ExpressionTree: Sendable, Hashable {
    /// The most nodes on the way from the whole expression to a literal.
    static let depthMax = 50

    /// The expression as written.
    package let source: String
    let nodes: [Node]
    /// The place of the whole expression; nil where it is empty, which is `null`.
    let root: Int?

    /// Parses an expression, without the `${{ }}` around it.
    ///
    /// Source: actions/runner, Expressions2, `LexicalAnalyzer` and `ExpressionParser`.
    ///
    /// - Parameters:
    ///   - source: At most 21,000 UTF-16 units.
    ///   - vocabulary: What the expression may name; names it does not know are errors here, not later.
    /// - Throws: The first error, with GitHub's message and a place.
    package init(parsing source: String, knowing vocabulary: Vocabulary) throws(ExpressionError) {
        self.source = source
        var parser = Parser(try Lexer.tokens(of: source), source: source, knowing: vocabulary)
        root = try parser.parse()
        nodes = parser.nodes
    }

    /// Whether nothing is written but whitespace.
    var isEmpty: Bool { root == nil }

    /// The expression without whitespace around it.
    var trimmedSource: String {
        var scalars = Substring(source).unicodeScalars
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(Substring(scalars))
    }

    /// The string that it is, where it is a string literal without parentheses and nothing else.
    var soleString: String? {
        guard source.hasPrefix("'"), nodes.count == 1,
            case .literal(.string(let text)) = nodes[0].kind
        else { return nil }
        return text
    }

    /// The contexts it names, in lower case.
    package var contexts: Set<String> {
        Set(
            nodes.compactMap { node in
                if case .context(let name) = node.kind { name } else { nil }
            }
        )
    }

    /// Whether it calls one of these functions anywhere, evaluated or not.
    ///
    /// - Parameter functionNames: Compared without regard to case.
    /// - Returns: True where at least one call is written.
    package func calls(_ functionNames: Set<String>) -> Bool {
        let wanted = Set(functionNames.map { $0.lowercased() })
        return nodes.contains { node in
            if case .call(let name, _) = node.kind { wanted.contains(name) } else { false }
        }
    }

    /// Its value with the contexts and functions of a scope.
    ///
    /// - Parameter scope: A context that the expression may name and the scope lacks is `null`.
    /// - Returns: A value of any kind.
    /// - Throws: An error of kind evaluation.
    package func evaluate(in scope: Scope) throws(ExpressionError) -> Value {
        guard let root else { return .null }
        var evaluator = Evaluator(self, in: scope)
        return try evaluator.operand(of: root).value
    }
}
