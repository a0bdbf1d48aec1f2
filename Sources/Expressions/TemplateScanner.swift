/// Finds the `${{ }}` of a text and parses what is in them.
struct TemplateScanner {
    private let scalars: [Unicode.Scalar]
    private let vocabulary: Vocabulary
    private var position = 0
    private var found: [Template.Segment] = []
    private var errors: [ExpressionError] = []

    init(_ text: String, knowing vocabulary: Vocabulary) {
        scalars = Array(text.unicodeScalars)
        self.vocabulary = vocabulary
    }

    mutating func segments() throws(TemplateError) -> [Template.Segment] {
        while let start = nextOpening() {
            appendText(upTo: start)
            position = start + Self.opening.count
            guard let end = closing() else {
                errors.append(
                    ExpressionError(
                        .parsing,
                        "The expression is not closed. An unescaped ${{ sequence was found, "
                            + "but the closing }} sequence was not found.",
                        at: start
                    )
                )
                throw TemplateError(errors)
            }
            appendExpression(upTo: end)
            position = end + Self.closing.count
        }
        appendText(upTo: scalars.count)
        guard errors.isEmpty else { throw TemplateError(errors) }
        return found
    }

    private static let opening = Array("${{".unicodeScalars)
    private static let closing = Array("}}".unicodeScalars)

    private func nextOpening() -> Int? {
        var place = position
        while let start = scalars[place...].firstIndex(of: "$") {
            if scalars[start...].starts(with: Self.opening) { return start }
            place = start + 1
        }
        return nil
    }

    /// The next `}}` outside of a string of the language; a `''` in a string opens and closes another.
    private func closing() -> Int? {
        var isInString = false
        var place = position
        while place + Self.closing.count <= scalars.count {
            if scalars[place] == "'" { isInString.toggle() }
            if !isInString, scalars[place] == "}", scalars[place + 1] == "}" { return place }
            place += 1
        }
        return nil
    }

    private mutating func appendText(upTo end: Int) {
        guard position < end else { return }
        found.append(.text(Self.text(scalars[position..<end])))
        position = end
    }

    private mutating func appendExpression(upTo end: Int) {
        var inner = scalars[position..<end]
        inner = inner.drop { $0.properties.isWhitespace }
        while inner.last?.properties.isWhitespace == true { inner.removeLast() }
        guard !inner.isEmpty else {
            let start = position - Self.opening.count
            return errors.append(
                ExpressionError(.parsing, "An expression was expected", at: start)
            )
        }
        let expression = Self.text(inner)
        if let refusal = Directive.refusal(of: expression) {
            return errors.append(ExpressionError(.parsing, refusal, at: inner.startIndex))
        }
        do {
            let tree = try ExpressionTree(parsing: expression, knowing: vocabulary)
            found.append(.expression(tree, offset: inner.startIndex))
        } catch {
            errors.append(error.shifted(by: inner.startIndex))
        }
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
