/// Makes a tree of tokens by operator precedence, on stacks of its own and not by recursion.
struct Parser {
    /// What waits for operands that are still to come.
    enum Pending {
        case not(Token)
        case comparison(Comparison, Token)
        case logic(Logic, Token)
        case group
        case index(Token)
        /// Its arguments are the operands from a height of the stack on.
        case call(Token, FunctionSignature, firstOperand: Int)
    }

    let source: String
    private let vocabulary: Vocabulary
    private var tokens: ArraySlice<Token>
    /// The token read last, and the one before it.
    private var current: Token?
    private var previous: Token?
    var operands: [Int] = []
    var pending: [Pending] = []
    var nodes: [Node] = []

    init(_ tokens: [Token], source: String, knowing vocabulary: Vocabulary) {
        self.tokens = tokens[...]
        self.source = source
        self.vocabulary = vocabulary
    }

    /// Parses all tokens.
    ///
    /// - Returns: The place of the whole expression among the nodes; nil where there is no token.
    /// - Throws: The first error in the order of the tokens; that the tree is too deep comes after all others.
    mutating func parse() throws(ExpressionError) -> Int? {
        guard !tokens.isEmpty else { return nil }
        repeat {
            try readOperand()
        } while try readPostfix()
        guard let root = operands.last else { return nil }
        guard nodes[root].depth <= ExpressionTree.depthMax else {
            throw ExpressionError(
                .parsing,
                "Exceeded max expression depth \(ExpressionTree.depthMax)",
                at: nodes[root].offset
            )
        }
        return root
    }

    // MARK: Where an operand must come

    /// Reads up to and with the next literal, context or call without arguments.
    private mutating func readOperand() throws(ExpressionError) {
        while let token = next() {
            switch token.kind {
            case .literal(let value):
                return operands.append(add(.literal(value), at: token))
            case .name where tokens.first?.kind == .leftParenthesis:
                if try openCall(token) { return }
            case .name:
                return try readContext(token)
            case .not:
                pending.append(.not(token))
            case .leftParenthesis:
                pending.append(.group)
            default:
                throw unexpected(token)
            }
        }
        throw unexpectedEnd()
    }

    private mutating func readContext(_ token: Token) throws(ExpressionError) {
        guard vocabulary.knows(context: token.text) else {
            var unknown = error("Unrecognized named-value", token)
            unknown.suggestion = vocabulary.context(near: token.text)
            throw unknown
        }
        operands.append(add(.context(token.text.lowercased()), at: token))
    }

    /// Opens a call whose name was read.
    ///
    /// - Returns: True where it takes no arguments and is an operand already.
    /// - Throws: Where the function is unknown, or none is too few.
    private mutating func openCall(_ token: Token) throws(ExpressionError) -> Bool {
        guard let signature = vocabulary.signature(of: token.text) else {
            var unknown = error("Unrecognized function", token)
            unknown.suggestion = vocabulary.function(near: token.text)
            throw unknown
        }
        _ = next()
        guard tokens.first?.kind == .rightParenthesis else {
            pending.append(.call(token, signature, firstOperand: operands.count))
            return false
        }
        _ = next()
        try call(token, signature, firstOperand: operands.count)
        return true
    }

    // MARK: Where an operand has come

    /// Reads what may follow an operand.
    ///
    /// - Returns: True where another operand must come, false at the end of the expression.
    /// - Throws: Where something else follows.
    private mutating func readPostfix() throws(ExpressionError) -> Bool {
        while let token = next() {
            switch token.kind {
            case .comparison(let comparison):
                reduce(downTo: Pending.precedence(of: comparison))
                pending.append(.comparison(comparison, token))
                return true
            case .logic(let logic):
                reduce(downTo: Pending.precedence(of: logic))
                pending.append(.logic(logic, token))
                return true
            case .leftBracket where takesIndex:
                guard tokens.first?.kind == .star else {
                    pending.append(.index(token))
                    return true
                }
                try readWildcardIndex(token)
            case .dot where takesIndex:
                try readProperty(token)
            case .comma:
                try separate(token)
                return true
            case .rightParenthesis, .rightBracket:
                try close(token)
            default:
                throw unexpected(token)
            }
        }
        reduce(downTo: 0)
        guard pending.isEmpty else { throw unexpectedEnd() }
        return false
    }

    /// Whether what was read before the current token is no literal.
    private var takesIndex: Bool {
        switch previous?.kind {
        case .rightParenthesis, .rightBracket, .star, .name: true
        default: false
        }
    }

    private mutating func readProperty(_ dot: Token) throws(ExpressionError) {
        guard let token = next() else { throw unexpectedEnd() }
        switch token.kind {
        case .name: index(by: add(.literal(.string(token.text)), at: token), at: dot)
        case .star: index(by: add(.wildcard, at: token), at: dot)
        default: throw unexpected(token)
        }
    }

    private mutating func readWildcardIndex(_ bracket: Token) throws(ExpressionError) {
        guard let star = next(), let end = next() else { throw unexpectedEnd() }
        guard end.kind == .rightBracket else { throw unexpected(end) }
        index(by: add(.wildcard, at: star), at: bracket)
    }

    // MARK: Tokens and errors

    private mutating func next() -> Token? {
        guard let token = tokens.popFirst() else { return nil }
        previous = current
        current = token
        return token
    }

    func unexpected(_ token: Token) -> ExpressionError {
        error("Unexpected symbol", token)
    }

    func error(_ what: String, _ token: Token) -> ExpressionError {
        ExpressionError(.parsing, what, token.text, at: token.offset, in: source)
    }

    private func unexpectedEnd() -> ExpressionError {
        ExpressionError(
            .parsing,
            "Unexpected end of expression",
            current?.text ?? "",
            at: current?.offset ?? 0,
            in: source
        )
    }
}
