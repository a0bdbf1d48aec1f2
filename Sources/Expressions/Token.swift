/// One word of an expression.
struct Token: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case leftParenthesis, rightParenthesis, leftBracket, rightBracket
        case comma, dot, star, not
        case comparison(Comparison)
        case logic(Logic)
        case literal(Value)
        /// A context, a function or a property.
        case name
    }

    let kind: Kind
    /// As written.
    let text: String
    /// Scalars from the start of the expression.
    let offset: Int
}

/// The operators that compare two operands.
enum Comparison: String, Sendable, Hashable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// The operators that give back one of their operands.
enum Logic: String, Sendable, Hashable {
    case and = "&&"
    case or = "||"
}
