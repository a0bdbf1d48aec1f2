/// Turns mistakes into text for a person: place, message, the source line, a caret and what to do.
///
/// ```
/// cuvette.yml:14:9: error: unknown key "rnu" in a step
///    14 |       - rnu: swift format lint
///       |         ^^^
///   did you mean "run"?
/// ```
package struct DiagnosticRenderer: Sendable {
    /// Whether severities and carets are coloured with ANSI sequences.
    package var color: Bool

    /// A renderer with or without colour.
    package init(color: Bool = false) {
        self.color = color
    }

    /// The text of several mistakes, in the given order, each ending in a line feed.
    package func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics.map(render).joined()
    }

    /// The text of one mistake, ending in a line feed.
    package func render(_ diagnostic: Diagnostic) -> String {
        var text = "\(place(of: diagnostic))\(severity(diagnostic.severity)): "
        text += Self.inert(diagnostic.message) + "\n"
        text += excerpt(of: diagnostic)
        if let fix = diagnostic.fix {
            text += "  \(Self.inert(fix))\n"
        }
        return text
    }

    private func place(of diagnostic: Diagnostic) -> String {
        guard let file = diagnostic.file else { return "" }
        guard let start = diagnostic.range?.start else { return "\(file.name): " }
        return "\(file.name):\(start.line):\(start.column): "
    }

    private func severity(_ severity: Diagnostic.Severity) -> String {
        guard color else { return severity.rawValue }
        return "\u{1B}[\(severity == .error ? "1;31" : "1;33")m\(severity.rawValue)\u{1B}[0m"
    }

    private func excerpt(of diagnostic: Diagnostic) -> String {
        guard
            let range = diagnostic.range,
            let line = diagnostic.file?.line(range.start.line)
        else { return "" }
        let number = "\(range.start.line)".padded(toWidth: 5)
        let shown = Self.window(of: line, around: range.start.column)
        let lead = String(repeating: " ", count: max(0, shown.caretColumn - 1))
        let width = range.end.line == range.start.line ? range.end.column - range.start.column : 1
        let caret = String(repeating: "^", count: min(max(1, width), 80))
        return """
            \(number) | \(shown.text)
                  | \(lead)\(color ? "\u{1B}[1;32m\(caret)\u{1B}[0m" : caret)

            """
    }

    /// The part of a long line that holds the column, so that a line of megabytes stays readable.
    private static func window(of line: String, around column: Int) -> (
        text: String, caretColumn: Int
    ) {
        let scalars = Array(line.unicodeScalars)
        let first = scalars.count <= 160 ? 0 : max(0, min(column - 80, scalars.count - 160))
        let part = scalars[first..<min(scalars.count, first + 160)]
        // A tab would move the caret; control characters would reach the terminal.
        let text = String(
            String.UnicodeScalarView(part.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 })
        )
        return ((first > 0 ? "…" : "") + text, column - first + (first > 0 ? 1 : 0))
    }

    /// A message without control characters: it may quote a hostile file.
    private static func inert(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
                        ? "\u{FFFD}" : scalar
                }
            )
        )
    }
}

extension String {
    fileprivate func padded(toWidth width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
