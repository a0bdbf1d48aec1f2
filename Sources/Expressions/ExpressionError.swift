/// Why an expression cannot be read or evaluated.
package struct ExpressionError: Error, Sendable, Hashable {
    /// Which stage refused it.
    package enum Kind: String, Sendable, Hashable {
        /// Its characters make no words of the language.
        case lexing
        /// Its words make no sentence, or name what is not known here.
        case parsing
        /// It is well formed and fails for the values at hand.
        case evaluation
    }

    /// Which stage refused it.
    package var kind: Kind
    /// What is wrong, in GitHub's words where GitHub has words for it.
    package var message: String
    /// Where it is wrong: scalars from the start of the expression (of the text, in a template), from 0.
    package var offset: Int
    /// The known name that an unknown one is likely a slip of; nil where none is near.
    package var suggestion: String?

    /// An error at a place.
    package init(
        _ kind: Kind,
        _ message: String,
        at offset: Int = 0,
        suggestion: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.offset = offset
        self.suggestion = suggestion
    }

    /// The same error, with its place counted from that many scalars earlier.
    func shifted(by scalars: Int) -> ExpressionError {
        ExpressionError(kind, message, at: offset + scalars, suggestion: suggestion)
    }

    /// An error that quotes a word of the expression and says where it stands.
    ///
    /// The position in the message counts UTF-16 units from 1, as upstream does; `offset` counts scalars from 0.
    init(_ kind: Kind, _ what: String, _ word: String, at offset: Int, in expression: String) {
        let position = expression.unicodeScalars.prefix(offset).reduce(1) { $0 + $1.utf16.count }
        self.init(
            kind,
            "\(what): '\(word)'. Located at position \(position) within expression: \(expression)",
            at: offset
        )
    }
}
