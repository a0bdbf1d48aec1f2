extension HTMLWriter {
    /// Writes the steps of the pipeline.
    func writeSteps(_ report: TestReport, _ page: inout HTMLOutput) {
        let steps = report.suites.filter(\.isSteps).flatMap(\.cases)
        guard !steps.isEmpty else { return }
        page.markup("<section id=\"steps\">")
        heading("Steps", steps.count, &page)
        page.markup("<div class=\"list\">")
        for step in steps { row(step, isTold: step.outcome.isFailing, &page) }
        page.markup("</div></section>\n")
    }

    /// Writes the tests that took longest, with bars.
    func writeSlowest(_ summary: ReportSummary, _ page: inout HTMLOutput) {
        guard summary.slowest.count > 1, let first = summary.slowest.first?.duration else { return }
        let longest = max(1, Double(first.milliseconds))
        page.markup("<section id=\"slowest\"><details><summary>")
        heading("Slowest tests", summary.slowest.count, &page)
        page.markup("</summary><table><tbody>")
        for testCase in summary.slowest {
            let time = testCase.duration ?? .zero
            page.markup("<tr><td>")
            page.text(testCase.fullName)
            page.markup("</td><td class=\"time\">\(time.shortText)</td><td class=\"share\">")
            page.markup(
                "<svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            )
            let width = Self.tenths(100 * Double(time.milliseconds) / longest)
            page.markup("<rect width=\"\(width)\" height=\"8\"/></svg></td></tr>")
        }
        page.markup("</tbody></table></details></section>\n")
    }

    /// Writes all tests, suite by suite, with the filters that the script brings to life.
    func writeSuites(_ report: TestReport, _ page: inout HTMLOutput, _ cut: inout HTMLCut) {
        let suites = report.suites.filter { !$0.isSteps && !$0.cases.isEmpty }
        guard !suites.isEmpty else { return }
        page.markup("<section id=\"tests\">")
        heading("All tests", suites.reduce(0) { $0 + $1.cases.count }, &page)
        writeFilters(&page)
        for suite in suites {
            write(suite, isOpen: suites.count == 1 && suite.cases.count <= 50, &page, &cut)
        }
        page.markup("</section>\n")
    }

    private func writeFilters(_ page: inout HTMLOutput) {
        page.markup(
            "<div class=\"filters\" hidden><input type=\"search\" id=\"q\" "
                + "placeholder=\"Filter by name; /…/ is a pattern\" aria-label=\"Filter by name\">"
                + "<div role=\"group\" aria-label=\"Filter by outcome\">"
        )
        for name in ["all", "failed", "flaky", "skipped", "passed"] {
            let isPressed = name == "all" ? "true" : "false"
            page.markup(
                "<button type=\"button\" data-only=\"\(name)\" aria-pressed=\"\(isPressed)\">\(name)</button>"
            )
        }
        page.markup("</div><span id=\"shown\" role=\"status\"></span></div>\n")
    }

    private func write(
        _ suite: TestSuite,
        isOpen: Bool,
        _ page: inout HTMLOutput,
        _ cut: inout HTMLCut
    ) {
        let totals = suite.totals
        let hasFailed = totals.failed + totals.errors > 0
        page.open("details", class: "suite", isOpen ? [("open", "")] : [])
        page.markup("<summary>")
        let names = suite.path.names
        page.element(
            "span",
            names.isEmpty ? "(no suite)" : names.joined(separator: " › "),
            class: "name"
        )
        page.element("span", Self.counts(totals), class: hasFailed ? "count bad" : "count")
        page.element("span", totals.duration.shortText, class: "time")
        page.markup("</summary><div class=\"list\">")
        var left = 0
        for testCase in suite.cases {
            // What follows the list takes some room as well.
            if page.count > bytesMax - 100_000 {
                left += 1
            } else {
                writeRow(testCase, &page, &cut)
            }
        }
        if left > 0 { page.element("p", "… and \(left) more", class: "none") }
        cut.tests += left
        page.markup("</div></details>\n")
    }

    private static func counts(_ totals: ReportTotals) -> String {
        let failed = totals.failed + totals.errors
        var parts = failed > 0 ? ["\(failed) failed"] : []
        if totals.passed > 0 { parts.append("\(totals.passed) passed") }
        if totals.skipped > 0 { parts.append("\(totals.skipped) skipped") }
        return parts.joined(separator: ", ")
    }

    private func writeRow(_ testCase: TestCase, _ page: inout HTMLOutput, _ cut: inout HTMLCut) {
        let isTold = testCase.outcome.isFailing || testCase.isFlaky
        let details = testCase.details
        let hasMore =
            !isTold
            && !(details.output.isEmpty && details.errorOutput.isEmpty
                && details.problems.isEmpty && details.properties.isEmpty)
        if hasMore, page.count < bytesMax * 3 / 4 {
            write(testCase, isOpen: false, &page, &cut)
        } else {
            cut.outputs += hasMore ? 1 : 0
            row(testCase, isTold: isTold, &page)
        }
    }

    /// A test in one line; one that is told above leads there.
    private func row(_ testCase: TestCase, isTold: Bool, _ page: inout HTMLOutput) {
        let status =
            testCase.isFlaky && !testCase.outcome.isFailing
            ? "flaky" : testCase.outcome.rawValue
        page.markup("<div class=\"row\">")
        page.element("span", status, class: "status \(status)")
        let path = testCase.classname
        page.markup("<span class=\"name\">")
        if !path.isEmpty, path != testCase.suite.name {
            page.element("span", path, class: "path")
        }
        let name = testCase.name.isEmpty ? "(no name)" : testCase.name
        if isTold {
            page.open("a", class: "own", [("href", "#" + context.anchor(of: testCase))])
            page.text(name)
            page.close("a")
        } else {
            page.element("span", name, class: "own")
        }
        page.markup("</span>")
        if let duration = testCase.duration {
            page.element("span", duration.shortText, class: "time")
        }
        page.markup("</div>\n")
    }
}
