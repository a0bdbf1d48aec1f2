/// Writes a summary in Markdown for a pull request or a job's page, within a budget: what does not
/// fit is counted, and the end says so.
///
/// All text of tests stands in code spans and blocks, so that it mentions nobody and is no markup.
///
/// Source: GitHub's limits: 65 535 bytes for a check run, 1 MiB for a job's summary.
package struct MarkdownWriter: Sendable {
    /// How long the text may become, in bytes.
    package var bytesMax: Int
    /// What is known beside the report.
    package var context: ReportContext

    /// How many lines of a trace are shown.
    private static let traceLines = 10
    /// Up to how many failures stand open.
    private static let openMax = 5
    /// What is kept free for the sentence that says what was cut.
    private static let reserve = 400

    /// A writer.
    ///
    /// - Parameters:
    ///   - context: What is known beside the report.
    ///   - bytesMax: The budget; less than 1 000 bytes are taken for 1 000.
    package init(_ context: ReportContext = ReportContext(), bytesMax: Int = 65_535) {
        self.context = context
        self.bytesMax = max(1_000, bytesMax)
    }

    /// The summary, in UTF-8.
    package func write(_ report: TestReport) -> [UInt8] {
        let summary = ReportSummary(report, context)
        var text = head(summary)
        var cut: [String] = []
        add(steps(summary), "the failed steps", to: &text, &cut)
        addFailures(summary, to: &text, &cut)
        add(list("In quarantine", summary.quarantined), "the quarantine", to: &text, &cut)
        add(list("Flaky", summary.flaky), "the flaky tests", to: &text, &cut)
        add(slowest(summary), "the slowest tests", to: &text, &cut)
        add(skipped(summary), "the skipped tests", to: &text, &cut)
        add(facts(), "the facts of the run", to: &text, &cut)
        if !cut.isEmpty {
            text +=
                "\n_Left out to stay below \(bytesMax) bytes: \(cut.joined(separator: ", "))._\n"
        }
        return Array(text.utf8)
    }

    private func add(
        _ section: String,
        _ name: String,
        to text: inout String,
        _ cut: inout [String]
    ) {
        guard !section.isEmpty else { return }
        if fits(section, behind: text) { text += section } else { cut.append(name) }
    }

    private func fits(_ section: String, behind text: String) -> Bool {
        text.utf8.count + section.utf8.count + Self.reserve <= bytesMax
    }

    // MARK: Sections

    private func head(_ summary: ReportSummary) -> String {
        let title = context.title.isEmpty ? "Tests" : context.title
        let verdict = summary.hasPassed ? "passed" : "failed"
        let shown = Self.sentence(title.prefix(1).uppercased() + title.dropFirst())
        var text = "## \(shown) \(verdict)\n\n"
        text += "**\(summary.counts)**"
        text += " in \((context.elapsed ?? summary.totals.duration).shortText)\n"
        if summary.integrity == .incomplete {
            text += "\nThe report ends too early: there were more tests than are told here.\n"
        }
        if let cause = summary.leadingCause { text += "\n\(cause).\n" }
        if !context.comparison.isEmpty { text += "\n\(Self.sentence(context.comparison))\n" }
        return text
    }

    private func steps(_ summary: ReportSummary) -> String {
        guard !summary.failedSteps.isEmpty else { return "" }
        var text = "\n### Failed steps\n\n"
        for step in summary.failedSteps {
            text += "- \(MarkdownText.code(step.classname + " / " + step.name))"
            let reason = step.headline
            text += reason.isEmpty ? "\n" : ": \(MarkdownText.code(reason))\n"
            // What a step wrote explains a build that broke; tests that failed explain themselves.
            guard summary.failures == 0, let log = step.gravestProblem?.text, !log.isEmpty else {
                continue
            }
            text += "\n" + MarkdownText.block(Self.last(20, of: log)) + "\n"
        }
        return text
    }

    private func addFailures(
        _ summary: ReportSummary,
        to text: inout String,
        _ cut: inout [String]
    ) {
        guard summary.failures > 0 else { return }
        text += "\n### Failures\n"
        let isOpen = summary.failures <= Self.openMax
        var (traces, left) = (0, 0)
        for group in summary.groups {
            if group.cases.count > 1 {
                let heading =
                    "\n**\(group.cases.count) tests, one cause:** "
                    + MarkdownText.code(group.cases.first?.headline ?? "") + "\n"
                if fits(heading, behind: text) { text += heading }
            }
            for (index, testCase) in group.cases.enumerated() {
                // The trace of a cause is told once.
                let full = entry(testCase, hasTrace: index == 0, isOpen: isOpen && index == 0)
                let short = entry(testCase, hasTrace: false, isOpen: false)
                if fits(full, behind: text) {
                    text += full
                } else if fits(short, behind: text) {
                    text += short
                    traces += index == 0 ? 1 : 0
                } else {
                    left += 1
                }
            }
        }
        if traces > 0 { cut.append("the traces of \(traces) failures") }
        if left > 0 { cut.append("\(left) of \(summary.failures) failures") }
    }

    private func entry(_ testCase: TestCase, hasTrace: Bool, isOpen: Bool) -> String {
        let place = FailureSignature(of: testCase, in: context.tree).frame?.description
        let trace = testCase.gravestProblem?.text ?? ""
        let marks = context.marks(of: testCase).map { " (\($0.kind.rawValue))" }.joined()
        guard hasTrace, !trace.isEmpty || context.command(for: testCase) != nil else {
            var line = "\n- \(MarkdownText.code(testCase.fullName))\(marks)"
            if !testCase.headline.isEmpty { line += ": \(MarkdownText.code(testCase.headline))" }
            return line + (place.map { " at \(MarkdownText.code($0))" } ?? "") + "\n"
        }
        var text = "\n<details\(isOpen ? " open" : "")><summary>"
        text += "\(MarkdownText.html(testCase.fullName))\(marks)</summary>\n\n"
        if !testCase.headline.isEmpty { text += "\(MarkdownText.code(testCase.headline))\n\n" }
        if let place { text += "At \(MarkdownText.code(place))\n\n" }
        if !trace.isEmpty { text += MarkdownText.block(Self.first(Self.traceLines, of: trace)) }
        if let command = context.command(for: testCase) {
            text += "\nAgain: \(MarkdownText.code(command))\n"
        }
        return text + "\n</details>\n"
    }

    private func list(_ title: String, _ cases: [TestCase]) -> String {
        guard !cases.isEmpty else { return "" }
        var text = "\n### \(title)\n\n"
        for testCase in cases {
            text += "- \(MarkdownText.code(testCase.fullName))"
            for mark in context.marks(of: testCase) where !mark.note.isEmpty {
                text += " \(MarkdownText.code(mark.note))"
            }
            text += "\n"
        }
        return text
    }

    private func slowest(_ summary: ReportSummary) -> String {
        let cases = summary.slowest.prefix(5)
        guard cases.count > 1 else { return "" }
        var text = "\n### Slowest\n\n| test | time |\n|---|---:|\n"
        for testCase in cases {
            let time = (testCase.duration ?? .zero).shortText
            text += "| \(MarkdownText.code(testCase.fullName)) | \(time) |\n"
        }
        return text
    }

    private func skipped(_ summary: ReportSummary) -> String {
        guard !summary.skipped.isEmpty else { return "" }
        var text = "\n<details><summary>\(summary.skipped.count) skipped</summary>\n\n"
        for testCase in summary.skipped {
            text += "- \(MarkdownText.code(testCase.fullName))"
            text += testCase.headline.isEmpty ? "\n" : ": \(MarkdownText.code(testCase.headline))\n"
        }
        return text + "\n</details>\n"
    }

    private func facts() -> String {
        guard !context.facts.isEmpty else { return "" }
        var text = "\n| | |\n|---|---|\n"
        for fact in context.facts {
            text += "| \(fact.name) | \(MarkdownText.code(fact.value)) |\n"
        }
        return text
    }

    // MARK: Lines

    /// A sentence of ours that may hold a name of somebody else's: no HTML, no Markdown.
    private static func sentence(_ text: String) -> String {
        let signs = "\\`*_{}[]()#!|~@"
        return HTMLOutput.escaped(ShownText.line(text)).map {
            signs.contains($0) && $0.isASCII ? "&#\($0.asciiValue ?? 0);" : String($0)
        }.joined().replacing("&&#35;39;", with: "&#39;")
    }

    private static func first(_ count: Int, of text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline)
        let shown = lines.prefix(count).map { String($0.prefix(500)) }
        let rest = lines.count - shown.count
        let left = rest > 0 ? ["… \(rest.counted("more line"))"] : []
        return (shown + left).joined(separator: "\n")
    }

    private static func last(_ count: Int, of text: String) -> String {
        text.split(whereSeparator: \.isNewline).suffix(count).map { String($0.prefix(500)) }
            .joined(separator: "\n")
    }
}
