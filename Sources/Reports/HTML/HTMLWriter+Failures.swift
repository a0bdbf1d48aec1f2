extension HTMLWriter {
    /// Writes what failed and counts, cause by cause, and below it what is in quarantine.
    func writeFailures(
        _ summary: ReportSummary,
        _ page: inout HTMLOutput,
        _ cut: inout HTMLCut
    ) {
        page.markup("<section id=\"failures\">")
        let count = summary.failures + summary.failedSteps.count
        heading("Failures", count, &page)
        if count == 0 { page.element("p", "Nothing failed.", class: "none") }
        // A few failures are all open; of many, only what each is called.
        let isOpen = summary.failures <= 5
        for step in summary.failedSteps {
            // Where tests failed, they say more than the log of their step.
            write(step, isOpen: summary.failures == 0, &page, &cut)
        }
        var left = 0
        for (index, group) in summary.groups.enumerated() {
            if page.count > bytesMax * 3 / 5 {
                left += group.cases.count
            } else {
                write(group, isOpen: isOpen || index == 0, &page, &cut)
            }
        }
        if left > 0 { page.element("p", "… and \(left.counted("more failure"))", class: "none") }
        cut.failures = left
        page.markup("</section>\n")
        guard !summary.quarantined.isEmpty else { return }
        page.markup("<section id=\"quarantine\">")
        heading("In quarantine", summary.quarantined.count, &page)
        page.element("p", "These failed as well, and do not count.", class: "none")
        for testCase in summary.quarantined { write(testCase, isOpen: false, &page, &cut) }
        page.markup("</section>\n")
    }

    /// Writes the tests that passed in one attempt and failed in another.
    func writeFlaky(_ summary: ReportSummary, _ page: inout HTMLOutput, _ cut: inout HTMLCut) {
        let flaky = summary.flaky.filter { !$0.outcome.isFailing }
        guard !flaky.isEmpty else { return }
        page.markup("<section id=\"flaky\">")
        heading("Flaky", flaky.count, &page)
        for testCase in flaky { write(testCase, isOpen: false, &page, &cut) }
        page.markup("</section>\n")
    }

    /// Writes a heading with a number.
    func heading(_ title: String, _ count: Int, _ page: inout HTMLOutput) {
        page.element("h2", title)
        page.element("span", "\(count)", class: "number")
        page.markup("\n")
    }

    /// How many tests of one cause are shown one by one.
    private static let casesOfGroupMax = 500

    private func write(
        _ group: FailureGroup,
        isOpen: Bool,
        _ page: inout HTMLOutput,
        _ cut: inout HTMLCut
    ) {
        guard group.cases.count > 1 else {
            for testCase in group.cases { write(testCase, isOpen: isOpen, &page, &cut) }
            return
        }
        page.markup("<div class=\"group\"><p class=\"cause\">")
        page.element("b", "\(group.cases.count) tests, one cause")
        page.element("span", group.cases.first?.headline ?? "", class: "message")
        if let frame = group.signature.frame {
            page.element("code", frame.description, class: "place")
        }
        page.markup("</p>\n")
        for (index, testCase) in group.cases.prefix(Self.casesOfGroupMax).enumerated() {
            write(testCase, isOpen: isOpen && index == 0, saysWhy: false, &page, &cut)
        }
        let left = group.cases.count - Self.casesOfGroupMax
        if left > 0 { page.element("p", "… and \(left) more", class: "none rest") }
        page.markup("</div>\n")
    }

    /// Writes a test with all that is known of it.
    func write(
        _ testCase: TestCase,
        isOpen: Bool,
        saysWhy: Bool = true,
        _ page: inout HTMLOutput,
        _ cut: inout HTMLCut
    ) {
        let id = context.anchor(of: testCase)
        let status =
            testCase.isFlaky && !testCase.outcome.isFailing
            ? "flaky" : testCase.outcome.rawValue
        page.open("details", class: "case", [("id", id)] + (isOpen ? [("open", "")] : []))
        page.markup("<summary>")
        page.element("span", status, class: "status \(status)")
        page.markup("<span class=\"name\">")
        writeName(of: testCase, &page)
        let why = saysWhy && testCase.outcome != .passed ? testCase.headline : ""
        if !why.isEmpty { page.element("span", why, class: "why") }
        page.markup("</span>")
        for mark in context.marks(of: testCase) {
            page.element("span", mark.kind.rawValue, class: "mark")
        }
        if let duration = testCase.duration {
            page.element("span", duration.shortText, class: "time")
        }
        page.markup("</summary>\n<div class=\"body\">")
        // Half of the page is for the list of all tests.
        if page.count < bytesMax / 2 {
            writeBody(of: testCase, &page)
        } else {
            cut.briefFailures += 1
            if !testCase.headline.isEmpty { page.element("p", testCase.headline, class: "message") }
        }
        page.markup("</div></details>\n")
    }

    private func writeName(of testCase: TestCase, _ page: inout HTMLOutput) {
        var path: [String] = []
        for name in testCase.suite.names.suffix(4) + [testCase.classname]
        where !name.isEmpty && path.last != name && name != TestSuite.stepsName {
            path.append(name)
        }
        if !path.isEmpty { page.element("span", path.joined(separator: " › "), class: "path") }
        let name = testCase.name.isEmpty ? "(no name)" : testCase.name
        page.element("span", name, class: "own")
    }

    private func writeBody(of testCase: TestCase, _ page: inout HTMLOutput) {
        let details = testCase.details
        let frame =
            testCase.outcome.isFailing
            ? FailureSignature(of: testCase, in: context.tree).frame : nil
        for problem in details.problems where !problem.kind.isAttempt {
            write(problem, &page)
        }
        writePlace(frame, details, &page)
        if let command = context.command(for: testCase) { write("Again:", command, &page) }
        if let command = context.historyCommand(for: testCase) {
            write("History:", command, &page)
        }
        for mark in context.marks(of: testCase) where !mark.note.isEmpty {
            page.element("p", "\(mark.kind.rawValue): \(mark.note)", class: "note")
        }
        let limit = testCase.outcome.isFailing || testCase.isFlaky ? failedText : passedText
        writeOutput("Output", details.output, limit, &page)
        writeOutput("Error output", details.errorOutput, limit, &page)
        for (index, attempt) in details.attempts.prefix(20).enumerated() {
            write(attempt, numbered: index + 1, limit, &page)
        }
        writeProperties(details, &page)
    }

    private func write(_ problem: TestProblem, _ page: inout HTMLOutput) {
        if !problem.type.isEmpty { page.element("p", problem.type, class: "type") }
        // A trace often begins with the message.
        let isTold = problem.text.hasPrefix(problem.message)
        if !problem.message.isEmpty, !isTold || problem.text == problem.message {
            page.markup("<p class=\"message\">")
            page.markup(ColouredText.html(failedText.clipped(problem.message)))
            page.markup("</p>")
        }
        guard !problem.text.isEmpty, problem.text != problem.message else { return }
        pre(problem.text, failedText, label: "Trace", &page)
    }

    private func writePlace(
        _ frame: SourceFrame?,
        _ details: TestCaseDetails,
        _ page: inout HTMLOutput
    ) {
        let told = details.file.map { file in file + (details.line.map { ":\($0)" } ?? "") }
        guard let place = frame?.description ?? told else { return }
        page.markup("<p class=\"where\">At ")
        page.element("code", place)
        page.markup("</p>")
    }

    private func write(_ title: String, _ command: String, _ page: inout HTMLOutput) {
        page.markup("<p class=\"again\"><span>\(title)</span> ")
        page.element("code", command)
        page.open("button", class: "copy", [("type", "button"), ("hidden", "")])
        page.markup("copy</button></p>")
    }

    private func writeOutput(
        _ title: String,
        _ text: String,
        _ limit: TextLimit,
        _ page: inout HTMLOutput
    ) {
        guard !text.isEmpty else { return }
        page.markup("<details class=\"output\"><summary>\(title)</summary>")
        pre(text, limit, label: title, &page)
        page.markup("</details>")
    }

    /// A text that can be scrolled by the keyboard as well.
    private func pre(_ text: String, _ limit: TextLimit, label: String, _ page: inout HTMLOutput) {
        page.markup("<pre tabindex=\"0\" role=\"region\" aria-label=\"\(label)\">")
        page.markup(ColouredText.html(limit.clipped(text)))
        page.markup("</pre>")
    }

    private func write(
        _ attempt: TestAttempt,
        numbered number: Int,
        _ limit: TextLimit,
        _ page: inout HTMLOutput
    ) {
        page.markup("<details class=\"output\"><summary>")
        let time = attempt.duration.map { " in \($0.shortText)" } ?? ""
        page.text("Another attempt, \(number): \(attempt.outcome.rawValue)\(time)")
        page.markup("</summary>")
        for problem in attempt.problems { write(problem, &page) }
        for text in [attempt.output, attempt.errorOutput] where !text.isEmpty {
            pre(text, limit, label: "Output", &page)
        }
        page.markup("</details>")
    }

    private func writeProperties(_ details: TestCaseDetails, _ page: inout HTMLOutput) {
        let attachments = details.attachments.compactMap { attachment -> String? in
            switch attachment {
            case .file(let path), .link(let path): path
            case .refused: nil
            }
        }
        guard !details.properties.isEmpty || !attachments.isEmpty else { return }
        page.markup("<dl class=\"properties\">")
        for property in details.properties.prefix(100) {
            page.element("dt", property.name)
            page.element("dd", property.value)
        }
        for attachment in attachments.prefix(100) {
            page.element("dt", "attachment")
            page.element("dd", attachment)
        }
        page.markup("</dl>")
    }
}
