/// A word in `${{ }}` that is no expression.
package enum Directive: Sendable, Hashable {
    /// `${{ insert }}` as a key: the entries of its mapping value take its place.
    case insert

    /// Reads a text that is one directive and nothing else, such as a key of a mapping; nil of any other.
    ///
    /// Source: actions/runner, ObjectTemplating, `TemplateReader.MatchesDirective`.
    ///
    /// - Parameter text: A whole scalar, with its `${{ }}`.
    package init?(_ text: String) {
        guard text.hasPrefix("${{"), text.hasSuffix("}}") else { return nil }
        let words = text.dropFirst(3).dropLast(2).split(whereSeparator: \.isWhitespace)
        guard words == ["insert"] else { return nil }
        self = .insert
    }

    /// Why an expression that is a directive may not stand in a text; nil where it is none.
    static func refusal(of expression: String) -> String? {
        let words = expression.split(whereSeparator: \.isWhitespace)
        guard words.first == "insert" else { return nil }
        guard words.count == 1 else {
            return "Exactly 0 parameter(s) were expected following the directive 'insert'. "
                + "Actual parameter count: \(words.count - 1)"
        }
        return
            "The directive 'insert' is not allowed in this context. Directives are not supported for "
            + "expressions that are embedded within a string. Directives are only supported when the "
            + "entire value is an expression."
    }
}
