/// Writes a badge as SVG: `tests | 412 passed`.
package struct BadgeWriter: Sendable {
    /// What stands at its left.
    package var label = "tests"
    /// What is known beside the report.
    package var context: ReportContext

    /// A writer.
    package init(_ context: ReportContext = ReportContext()) {
        self.context = context
    }

    /// The badge, in UTF-8.
    package func write(_ report: TestReport) -> [UInt8] {
        let summary = ReportSummary(report, context)
        return svg(message(summary), Self.color(summary))
    }

    private func message(_ summary: ReportSummary) -> String {
        let totals = summary.totals
        if totals.tests == 0 {
            return summary.hasSteps ? (summary.hasPassed ? "passing" : "failing") : "no tests"
        }
        let failed = totals.failed + totals.errors
        if failed > 0 { return "\(failed) failed, \(totals.passed) passed" }
        if !summary.hasPassed { return "failing, \(totals.passed) passed" }
        return totals.flaky > 0
            ? "\(totals.passed) passed, \(totals.flaky) flaky" : "\(totals.passed) passed"
    }

    /// Each has a contrast of at least 4.5 to white.
    private static func color(_ summary: ReportSummary) -> String {
        if summary.totals.tests == 0, !summary.hasSteps { return "#5f6368" }
        if !summary.hasPassed { return "#b3261e" }
        return summary.totals.flaky > 0 ? "#8a5a00" : "#1a7338"
    }

    private func svg(_ message: String, _ color: String) -> [UInt8] {
        let (left, right) = (Self.width(label) + 12, Self.width(message) + 12)
        let (label, text) = (HTMLOutput.escaped(label), HTMLOutput.escaped(message))
        return Array(
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(left + right)" height="20" role="img" aria-label="\(label): \(text)">
              <title>\(label): \(text)</title>
              <clipPath id="r"><rect width="\(left + right)" height="20" rx="4"/></clipPath>
              <g clip-path="url(#r)">
                <rect width="\(left)" height="20" fill="#3c4043"/>
                <rect x="\(left)" width="\(right)" height="20" fill="\(color)"/>
              </g>
              <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
                <text x="6" y="14" textLength="\(left - 12)">\(label)</text>
                <text x="\(left + 6)" y="14" textLength="\(right - 12)">\(text)</text>
              </g>
            </svg>

            """.utf8
        )
    }

    /// About how wide a text is in Verdana of 11 pixels, in pixels.
    private static func width(_ text: String) -> Int {
        let tenths = text.reduce(0) { sum, character in
            switch character {
            case "i", "l", "j", ".", ",", "'", "|", ":": sum + 33
            case " ", "f", "t", "r", "(", ")": sum + 42
            case "m", "w", "M", "W": sum + 100
            default: sum + 69
            }
        }
        return (tenths + 5) / 10
    }
}
