/// All that is wrong with the expressions in a text.
package struct TemplateError: Error, Sendable, Hashable {
    /// In the order of the text, at least one; offsets are scalars from the start of the text.
    package let errors: [ExpressionError]

    init(_ errors: [ExpressionError]) {
        self.errors = errors
    }
}
