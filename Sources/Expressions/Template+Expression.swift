extension Template {
    /// The one expression that gives the same value; nil of a literal.
    ///
    /// GitHub keeps a text in this form: `v${{ env.N }}` is `format('v{0}', env.N)`.
    ///
    /// Source: actions/runner, ObjectTemplating, `TemplateReader.ParseScalar`.
    package var expression: String? {
        guard literal == nil else { return nil }
        if isSingleExpression { return trees.first?.source }
        let arguments = trees.map { ", " + $0.source }.joined()
        return "format('\(formatPattern)'\(arguments))"
    }

    private var formatPattern: String {
        var pattern = ""
        var count = 0
        for segment in segments {
            switch segment {
            case .text(let text):
                pattern += Self.escaped(text)
            case .expression:
                pattern += "{\(count)}"
                count += 1
            }
        }
        return pattern
    }

    /// Doubles what means something in a string of the language or in a pattern of `format()`.
    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "'" || scalar == "{" || scalar == "}" { result.append(scalar) }
            result.append(scalar)
        }
        return String(result)
    }
}
