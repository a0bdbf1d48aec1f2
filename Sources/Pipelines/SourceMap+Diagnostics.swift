package import Diagnostics
package import Expressions

extension SourceMap {
    /// The mistake that an error of an expression in this text is.
    ///
    /// - Parameters:
    ///   - error: Its offset counts from the start of the text.
    ///   - file: The file in which the text stands.
    ///   - fix: What to do, where that is known.
    /// - Returns: An error at the exact line and column.
    package func diagnostic(
        for error: ExpressionError,
        in file: SourceFile,
        fix: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            code: "expression",
            error.message,
            in: file,
            at: SourceRange(position(at: error.offset)),
            fix: fix
        )
    }
}
