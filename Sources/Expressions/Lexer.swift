/// Cuts an expression into tokens, all of them before any is parsed.
struct Lexer {
    /// The most UTF-16 units an expression may have.
    static let lengthMax = 21_000

    private let source: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var tokens: [Token] = []

    private init(_ source: String) {
        self.source = source
        scalars = Array(source.unicodeScalars)
    }

    static func tokens(of source: String) throws(ExpressionError) -> [Token] {
        guard source.utf16.count <= lengthMax else {
            throw ExpressionError(.lexing, "Exceeded max expression length \(lengthMax)")
        }
        var lexer = Lexer(source)
        while lexer.skipWhitespace() { try lexer.readToken() }
        return lexer.tokens
    }

    /// Goes to the next scalar that is no whitespace; false where there is none.
    private mutating func skipWhitespace() -> Bool {
        while let scalar = peek(), scalar.properties.isWhitespace { position += 1 }
        return position < scalars.count
    }

    private mutating func readToken() throws(ExpressionError) {
        switch scalars[position] {
        case "(": append(.leftParenthesis, length: 1)
        case ")": append(.rightParenthesis, length: 1)
        case "[": append(.leftBracket, length: 1)
        case "]": append(.rightBracket, length: 1)
        case ",": append(.comma, length: 1)
        case "*": append(.star, length: 1)
        case "'": try readString()
        case "!", "=", "<", ">", "&", "|": try readOperator()
        case "." where !startsOperand: append(.dot, length: 1)
        case ".", "+", "-", "0"..."9": try readNumber()
        default: try readWord()
        }
    }

    /// Whether an operand, and not a postfix, is what may come next.
    private var startsOperand: Bool {
        switch tokens.last?.kind {
        case nil, .comma, .leftParenthesis, .leftBracket, .not, .comparison, .logic: true
        default: false
        }
    }

    private mutating func readString() throws(ExpressionError) {
        var text = String.UnicodeScalarView()
        var end = position + 1
        while end < scalars.count {
            if scalars[end] == "'" {
                guard end + 1 < scalars.count, scalars[end + 1] == "'" else {
                    append(.literal(.string(String(text))), length: end + 1 - position)
                    return
                }
                end += 1
            }
            text.append(scalars[end])
            end += 1
        }
        throw unexpected(length: scalars.count - position)
    }

    private mutating func readOperator() throws(ExpressionError) {
        let pair = text(length: 2)
        let first = text(length: 1)
        if let comparison = Comparison(rawValue: pair) {
            append(.comparison(comparison), length: 2)
        } else if let logic = Logic(rawValue: pair) {
            append(.logic(logic), length: 2)
        } else if let comparison = Comparison(rawValue: first) {
            append(.comparison(comparison), length: 1)
        } else if first == "!" {
            append(.not, length: 1)
        } else {
            throw unexpected(length: wordLength())
        }
    }

    private mutating func readNumber() throws(ExpressionError) {
        let length = wordLength(including: ".")
        let number = Double(expressionText: text(length: length))
        guard !number.isNaN else { throw unexpected(length: length) }
        append(.literal(.number(number)), length: length)
    }

    private mutating func readWord() throws(ExpressionError) {
        let length = wordLength()
        let word = text(length: length)
        guard Self.isName(word) else { throw unexpected(length: length) }
        append(tokens.last?.kind == .dot ? .name : Self.meaning(of: word), length: length)
    }

    /// Constants are told by case; a name that only looks like one is a context.
    private static func meaning(of word: String) -> Token.Kind {
        switch word {
        case "null": .literal(.null)
        case "true": .literal(.boolean(true))
        case "false": .literal(.boolean(false))
        case "NaN": .literal(.number(.nan))
        case "Infinity": .literal(.number(.infinity))
        default: .name
        }
    }

    private static func isName(_ word: String) -> Bool {
        word.unicodeScalars.enumerated().allSatisfy { place, scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "_": true
            case "0"..."9", "-": place > 0
            default: false
            }
        }
    }

    /// From here to the scalar before the next boundary; at least one.
    private func wordLength(including extra: Unicode.Scalar? = nil) -> Int {
        var end = position + 1
        while end < scalars.count, !Self.isBoundary(scalars[end]) || scalars[end] == extra {
            end += 1
        }
        return end - position
    }

    private static func isBoundary(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "(", ")", "[", "]", ",", ".", "!", "<", ">", "=", "&", "|": true
        default: scalar.properties.isWhitespace
        }
    }

    private func peek() -> Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private func text(length: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[position..<min(position + length, scalars.count)])
        return String(view)
    }

    private mutating func append(_ kind: Token.Kind, length: Int) {
        tokens.append(Token(kind: kind, text: text(length: length), offset: position))
        position += length
    }

    private func unexpected(length: Int) -> ExpressionError {
        ExpressionError(
            .lexing,
            "Unexpected symbol",
            text(length: length),
            at: position,
            in: source
        )
    }
}
