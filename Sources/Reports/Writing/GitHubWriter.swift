/// Writes failures as workflow commands, which GitHub Actions shows beside the lines of a diff.
///
/// GitHub shows ten errors, ten warnings and ten notices of a step and drops the others without a
/// word, so not more than that is written, one example of each cause first, and a notice says how
/// many are left out.
///
/// Source: GitHub's documentation, "Workflow commands for GitHub Actions", and its limits.
package struct GitHubWriter: Sendable {
    /// How many annotations of each level are written.
    package var levelMax = 10
    /// How much of a failure's text is written, in characters.
    package var textMax = 2_000
    /// What is known beside the report.
    package var context: ReportContext

    /// A writer with the usual limits.
    package init(_ context: ReportContext = ReportContext()) {
        self.context = context
    }

    /// The commands, a line each, in UTF-8; always at least one, the notice that sums up.
    package func write(_ report: TestReport) -> [UInt8] {
        let summary = ReportSummary(report, context)
        let failures =
            summary.failedSteps.filter { _ in summary.failures == 0 }
            + Self.examplesFirst(summary.groups)
        var lines = failures.prefix(levelMax).map { line("error", $0) }
        let warned = summary.quarantined + summary.flaky.filter { !$0.outcome.isFailing }
        lines += warned.prefix(levelMax).map { line("warning", $0) }
        var counts = summary.counts
        let left = max(0, failures.count - levelMax) + max(0, warned.count - levelMax)
        if left > 0 { counts += "; \(left) more are not shown here" }
        if let cause = summary.leadingCause { counts += "; \(cause)" }
        let title = context.title.isEmpty ? "Tests" : context.title
        lines.append(Self.command("notice", [("title", title)], counts))
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// One case of each cause, then the others.
    private static func examplesFirst(_ groups: [FailureGroup]) -> [TestCase] {
        groups.compactMap(\.cases.first) + groups.flatMap { $0.cases.dropFirst() }
    }

    private func line(_ level: String, _ testCase: TestCase) -> String {
        var properties: [(String, String)] = []
        let signature = FailureSignature(of: testCase, in: context.tree)
        if let frame = signature.frame {
            properties += [("file", frame.file), ("line", "\(frame.line)")]
        } else if let file = testCase.details.file.flatMap(context.tree.path(of:)) {
            properties.append(("file", file))
        }
        let note = testCase.isFlaky && !testCase.outcome.isFailing ? " (flaky)" : ""
        properties.append(("title", ShownText.line(testCase.fullName, max: 200) + note))
        let problem =
            testCase.gravestProblem
            ?? testCase.details.attempts.lazy
            .compactMap(\.problems.first).first
        let texts = [problem?.message ?? "", problem?.text ?? ""].filter { !$0.isEmpty }
        let text = ShownText.plain(
            texts.count == 2 && texts[1].hasPrefix(texts[0])
                ? texts[1] : texts.joined(separator: "\n")
        )
        let shown = text.isEmpty ? "it failed, and the report does not say how" : text
        return Self.command(level, properties, String(shown.prefix(textMax)))
    }

    /// `::error file=a.swift,line=3::text`; whatever a text holds, it stays one command.
    private static func command(
        _ level: String,
        _ properties: [(String, String)],
        _ text: String
    ) -> String {
        let told = properties.map { "\($0.0)=\(escaped($0.1, isProperty: true))" }
        return "::\(level) \(told.joined(separator: ","))::\(escaped(text, isProperty: false))"
    }

    private static func escaped(_ text: String, isProperty: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where isProperty: result += "%3A"
            case "," where isProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
