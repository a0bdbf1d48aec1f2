import Reports

/// A report as lines of text, for golden files.
enum ReportText {
    static func describe(_ report: TestReport) -> String {
        var lines = ["\(report.integrity.rawValue): \(line(report.totals))"]
        for suite in report.suites {
            lines += describe(suite)
        }
        for warning in report.warnings {
            lines.append(
                "\(warning.line):\(warning.column) \(warning.kind.rawValue): \(warning.message)"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func describe(_ suite: TestSuite) -> [String] {
        var lines = ["suite \(suite.path.names)"]
        if let timestamp = suite.timestamp { lines.append("  began \(timestamp)") }
        lines += suite.properties.map { "  property \($0.name) = \(shown($0.value))" }
        lines += suite.cases.flatMap(describe)
        if !suite.output.isEmpty { lines.append("  output \(shown(suite.output))") }
        if !suite.errorOutput.isEmpty { lines.append("  errors \(shown(suite.errorOutput))") }
        return lines
    }

    private static func describe(_ testCase: TestCase) -> [String] {
        let place = [testCase.file, testCase.line.map { "line \($0)" }].compactMap(\.self)
        let time = testCase.duration.map { ", \($0)" } ?? ""
        let flaky = testCase.isFlaky ? ", flaky" : ""
        var lines = [
            "  \(testCase.outcome.rawValue)\(flaky): \(shown(testCase.classname)) "
                + "\(shown(testCase.name))\(time)"
        ]
        lines += place.isEmpty ? [] : ["    in \(place.joined(separator: ", "))"]
        lines += testCase.problems.map { "    \(describe($0))" }
        for attempt in testCase.attempts {
            lines.append("    attempt \(attempt.outcome.rawValue)")
            lines += attempt.problems.map { "      \(describe($0))" }
            if !attempt.output.isEmpty { lines.append("      output \(shown(attempt.output))") }
        }
        lines += testCase.properties.map { "    property \($0.name) = \(shown($0.value))" }
        lines += testCase.attachments.map { "    attachment \($0)" }
        if !testCase.output.isEmpty { lines.append("    output \(shown(testCase.output))") }
        if !testCase.errorOutput.isEmpty {
            lines.append("    errors \(shown(testCase.errorOutput))")
        }
        return lines
    }

    private static func describe(_ problem: TestProblem) -> String {
        "\(problem.kind.rawValue) \(shown(problem.type)) \(shown(problem.message)) "
            + shown(problem.text)
    }

    private static func line(_ totals: ReportTotals) -> String {
        "\(totals.tests) tests, \(totals.passed) passed, \(totals.failed) failed, "
            + "\(totals.errors) errors, \(totals.skipped) skipped, \(totals.flaky) flaky, "
            + "\(totals.duration)"
    }

    /// A text in quotes, with everything escaped that one could not see.
    private static func shown(_ text: String) -> String {
        "\"" + text.unicodeScalars.map { $0.escaped(asASCII: false) }.joined() + "\""
    }
}
