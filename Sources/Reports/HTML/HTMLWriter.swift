/// Writes a report as one page of HTML that needs nothing else: no network, no script to be read,
/// and nothing in it that a name or a message of a test could bring to life.
///
/// Failures come first, those of one cause together. A content security policy allows the one style
/// and the one script of ours, by their digests, and nothing else. Long outputs lose their middle,
/// and of a very large report the passed tests are only counted, so that the page stays below
/// `bytesMax`; the page says so.
package struct HTMLWriter: Sendable {
    /// How large the page may become, in bytes.
    package var bytesMax = 5 << 20
    /// What is shown of a trace or an output of a test that failed.
    package var failedText = TextLimit(headBytes: 6_000, tailBytes: 10_000)
    /// What is shown of the output of any other test.
    package var passedText = TextLimit(headBytes: 1_000, tailBytes: 2_000)
    /// What is known beside the report.
    package var context: ReportContext

    /// A writer with the usual limits.
    package init(_ context: ReportContext = ReportContext()) {
        self.context = context
    }

    /// The page, in UTF-8.
    package func write(_ report: TestReport) -> [UInt8] {
        let summary = ReportSummary(report, context)
        var page = HTMLOutput()
        writeHead(summary, &page)
        page.markup("<body>\n<a class=\"skip\" href=\"#failures\">Skip to the failures</a>\n")
        writeHeader(report, summary, &page)
        page.markup("<main>\n")
        writeNotices(report, summary, &page)
        var cut = HTMLCut()
        writeFailures(summary, &page, &cut)
        writeFlaky(summary, &page, &cut)
        writeSteps(report, &page)
        writeSlowest(summary, &page)
        writeSuites(report, &page, &cut)
        writeWarnings(report, &page)
        writeCut(cut, &page)
        page.markup("</main>\n")
        writeFooter(&page)
        page.markup("<script>\(HTMLScript.text)</script>\n</body>\n</html>\n")
        return Array(page.html.utf8)
    }

    /// The title as it stands in the tab and on the page.
    var title: String { context.title.isEmpty ? "Test report" : context.title }

    private func writeHead(_ summary: ReportSummary, _ page: inout HTMLOutput) {
        let policy =
            "default-src 'none'; style-src 'sha256-\(HTMLStyle.digest)'; "
            + "script-src 'sha256-\(HTMLScript.digest)'; base-uri 'none'; form-action 'none'"
        page.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        page.open("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)])
        page.markup(
            "\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<meta name=\"referrer\" content=\"no-referrer\">\n"
        )
        page.element("title", "\(summary.hasPassed ? "passed" : "failed"): \(title)")
        page.markup("\n<style>\(HTMLStyle.text)</style>\n</head>\n")
    }

    private func writeHeader(
        _ report: TestReport,
        _ summary: ReportSummary,
        _ page: inout HTMLOutput
    ) {
        let verdict = summary.hasPassed ? "passed" : "failed"
        page.markup("<header class=\"top\">\n<div class=\"line\">")
        page.element("span", verdict, class: "verdict \(verdict)")
        page.element("h1", title)
        page.markup("</div>\n")
        if summary.totals.tests > 0 || !summary.hasSteps { writeCounts(summary, &page) }
        if !context.facts.isEmpty {
            page.markup("<dl class=\"facts\">")
            for fact in context.facts {
                page.markup("<div>")
                page.element("dt", fact.name)
                page.element("dd", fact.value)
                page.markup("</div>")
            }
            page.markup("</dl>\n")
        }
        page.markup("</header>\n")
    }

    private func writeCounts(_ summary: ReportSummary, _ page: inout HTMLOutput) {
        let totals = summary.totals
        let parts = [
            ("failed", totals.failed), ("errors", totals.errors), ("passed", totals.passed),
            ("skipped", totals.skipped),
        ]
        page.markup("<ul class=\"counts\">")
        for (name, count) in parts + [("flaky", totals.flaky)] where count > 0 || name == "passed" {
            page.markup("<li class=\"\(name)\"><b>\(count)</b> \(name)</li>")
        }
        page.markup("<li class=\"time\"><b>")
        page.text((context.elapsed ?? totals.duration).shortText)
        page.markup("</b> \(context.elapsed == nil ? "of tests" : "in all")</li></ul>\n")
        guard totals.tests > 0 else { return }
        page.markup(
            "<svg class=\"bar\" viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        )
        var x = 0.0
        for (name, count) in parts where count > 0 {
            // A single failure among thousands is still to be seen.
            let width = max(4, 1_000 * Double(count) / Double(totals.tests))
            page.markup(
                "<rect class=\"\(name)\" x=\"\(Self.tenths(x))\" y=\"0\" "
                    + "width=\"\(Self.tenths(width))\" height=\"8\"/>"
            )
            x += width
        }
        page.markup("</svg>\n")
    }

    /// A number with one decimal.
    static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func writeNotices(
        _ report: TestReport,
        _ summary: ReportSummary,
        _ page: inout HTMLOutput
    ) {
        var notices: [String] = []
        if summary.integrity == .incomplete {
            notices.append("The report ends too early: there were more tests than are told here.")
        } else if summary.integrity == .unreadable {
            notices.append("Nothing could be read from the report.")
        }
        if let cause = summary.leadingCause { notices.append("\(cause).") }
        if !context.comparison.isEmpty { notices.append(context.comparison) }
        guard !notices.isEmpty else { return }
        page.markup("<ul class=\"notices\">")
        for notice in notices { page.element("li", notice) }
        page.markup("</ul>\n")
    }

    private func writeWarnings(_ report: TestReport, _ page: inout HTMLOutput) {
        guard !report.warnings.isEmpty else { return }
        page.markup("<section><details class=\"warnings\"><summary>")
        page.element("h2", "What was wrong with the report files")
        page.element("span", "\(report.warnings.count)", class: "number")
        page.markup("</summary><ul class=\"plain\">")
        for warning in report.warnings.prefix(200) {
            page.markup("<li>")
            page.element("code", "\(warning.file):\(warning.line):\(warning.column)")
            page.text(" \(warning.message)")
            page.markup("</li>")
        }
        page.markup("</ul></details></section>\n")
    }

    private func writeCut(_ cut: HTMLCut, _ page: inout HTMLOutput) {
        guard let text = cut.sentence else { return }
        page.element("p", text, class: "cut")
        page.markup("\n")
    }

    private func writeFooter(_ page: inout HTMLOutput) {
        page.markup("<footer>")
        page.text("Made by Cuvette\(context.version.isEmpty ? "" : " \(context.version)").")
        if let began = context.began { page.text(" Began \(began.description).") }
        page.markup("</footer>\n")
    }
}
