/// Reads the Common Test Report Format.
///
/// The tests are counted; where the summary says otherwise, that is a warning with both numbers.
/// `pending` and `other` count as skipped, and the word they were told with stays.
///
/// Source: ctrf.io, schema 1.0.
struct CTRFReader {
    private var draft: ReportDraft
    /// The suite of the test before, as it is written and what it means: neighbours mostly share one.
    private var lastSuite: (text: String, path: SuitePath)?

    private init(_ draft: ReportDraft) {
        self.draft = draft
    }

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = CTRFReader(ReportDraft(bytes, source))
        var offset = bytes.firstIndex(of: 0x7B) ?? 0
        // Several documents may stand in one file.
        while let document = JSONPart(bytes, from: offset, to: bytes.count) {
            reader.take(document)
            offset = document.range.upperBound
        }
        return reader.draft.finished(isCut: true)
    }

    private mutating func take(_ document: JSONPart) {
        guard document.kind == .object else {
            return draft.log.add(
                .notWellFormed,
                "there is text outside of the report",
                at: document.range.lowerBound
            )
        }
        let results = document["results"].map(JSONObject.init)
        if draft.name.isEmpty, let tool = results?["tool"]?["name"]?.string {
            draft.name = draft.label(tool, at: document.range.lowerBound)
        }
        var totals = ReportTotals()
        if let tests = results?["tests"] {
            for test in tests.elements where test.isWhole && test.kind == .object {
                totals.count(add(test))
            }
        }
        guard document.isWhole else {
            draft.isIncomplete = true
            return draft.log.add(
                .incomplete,
                "the report ends too early",
                at: document.range.upperBound
            )
        }
        if let results { draft.hasContent = draft.hasContent || results["tests"] != nil }
        check(results?["summary"], against: totals)
    }

    private mutating func check(_ summary: JSONPart?, against totals: ReportTotals) {
        guard let summary else { return }
        func declared(_ name: StaticString) -> Int? { summary[name]?.integer }
        let skipped = [declared("skipped"), declared("pending"), declared("other")].compactMap(
            \.self
        )
        let pairs: [(String, Int?, Int)] = [
            ("tests", declared("tests"), totals.tests),
            ("passed", declared("passed"), totals.passed),
            ("failed", declared("failed"), totals.failed + totals.errors),
            ("skipped", skipped.isEmpty ? nil : skipped.reduce(0, +), totals.skipped),
        ]
        for case (let word, let declared?, let counted) in pairs where declared != counted {
            draft.log.add(
                .declaredCount,
                "the summary declares \(word)=\(declared), found \(counted)",
                at: summary.range.lowerBound
            )
        }
    }

    private mutating func add(_ part: JSONPart) -> TestCase {
        let offset = part.range.lowerBound
        let test = JSONObject(part)
        let status = test["status"]?.string ?? "other"
        let isError = test["rawStatus"]?.string == "error"
        let outcome = isError && status == "failed" ? .error : Self.outcome(status)
        let extra = test["extra"]
        let isNameless = extra?["name"]?.string == ""
        var details = TestCaseDetails()
        details.file = test["filePath"]?.string.map { draft.label($0, at: offset) }
        details.line = test["line"]?.integer
        details.problems =
            problems(extra) ?? problem(part, status, outcome).map { [$0] } ?? []
        details.properties = properties(extra)
        details.output = lines(test["stdout"], outcome, at: offset)
        details.errorOutput = lines(test["stderr"], outcome, at: offset)
        details.attempts = attempts(test["retryAttempts"])
        details.attachments = attachments(test["attachments"])
        let known = TestCase(
            suite: suite(test["suite"], at: offset),
            classname: draft.label(extra?["classname"]?.string ?? "", at: offset),
            name: isNameless ? "" : draft.label(test["name"]?.string ?? "", at: offset),
            outcome: outcome,
            isFlaky: test["flaky"]?.bool == true,
            duration: test["duration"]?.duration(secondsPerUnit: 0.001),
            details: details
        )
        draft.add(known, at: offset)
        return known
    }

    private static func outcome(_ status: String) -> TestOutcome {
        switch status {
        case "passed": .passed
        case "failed": .failed
        default: .skipped
        }
    }

    private mutating func problem(
        _ test: JSONPart,
        _ status: String,
        _ outcome: TestOutcome
    ) -> TestProblem? {
        guard outcome != .passed else { return nil }
        let offset = test.range.lowerBound
        let message = draft.text(test["message"]?.string ?? "", at: offset)
        let trace = draft.text(test["trace"]?.string ?? "", at: offset)
        let isPlain = status == "skipped" || status == "failed"
        let kind: TestProblem.Kind =
            outcome == .error ? .error : outcome == .failed ? .failure : .skipped
        return TestProblem(
            kind,
            type: isPlain ? "" : draft.label(status, at: offset),
            message: message.isEmpty && !isPlain ? status : message,
            text: trace
        )
    }

    /// All problems of a test, where `CTRFWriter` told them.
    private mutating func problems(_ extra: JSONPart?) -> [TestProblem]? {
        guard let list = extra?["problems"] else { return nil }
        var problems: [TestProblem] = []
        for told in list.elements.prefix(draft.source.limits.itemsMax) {
            guard let kind = told["kind"]?.string.flatMap(TestProblem.Kind.init(rawValue:)) else {
                continue
            }
            let offset = told.range.lowerBound
            problems.append(
                TestProblem(
                    kind,
                    type: draft.label(told["type"]?.string ?? "", at: offset),
                    message: draft.text(told["message"]?.string ?? "", at: offset),
                    text: draft.text(told["text"]?.string ?? "", at: offset)
                )
            )
        }
        return problems
    }

    private mutating func properties(_ extra: JSONPart?) -> [TestProperty] {
        guard let list = extra?["properties"] else { return [] }
        var properties: [TestProperty] = []
        for told in list.elements.prefix(draft.source.limits.itemsMax) {
            let offset = told.range.lowerBound
            let name = draft.label(told["name"]?.string ?? "", at: offset)
            properties.append(
                TestProperty(name, draft.text(told["value"]?.string ?? "", at: offset))
            )
        }
        return properties
    }

    /// An array of names, or one text in which `>` parts them.
    private mutating func suite(_ part: JSONPart?, at offset: Int) -> SuitePath {
        guard let part else { return SuitePath([]) }
        guard let text = part.string else {
            return SuitePath(
                part.elements.prefix(100).compactMap(\.string).map { draft.label($0, at: offset) }
            )
        }
        if let lastSuite, lastSuite.text == text { return lastSuite.path }
        let names = text.split(separator: " > ").prefix(100).map(String.init)
        let labels = names.map { draft.label($0, at: offset) }
        let path = SuitePath(labels)
        // What had to be cleaned is told of at each case.
        lastSuite = labels == names ? (text, path) : nil
        return path
    }

    private mutating func lines(_ part: JSONPart?, _ outcome: TestOutcome, at offset: Int) -> String
    {
        guard let part else { return "" }
        let text = part.string ?? part.elements.compactMap(\.string).joined(separator: "\n")
        return draft.text(text, of: outcome, at: offset)
    }

    private mutating func attempts(_ part: JSONPart?) -> [TestAttempt] {
        guard let part else { return [] }
        var attempts: [TestAttempt] = []
        for attempt in part.elements.prefix(draft.source.limits.itemsMax) {
            let status = attempt["status"]?.string ?? "other"
            let extra = attempt["extra"]
            let isError = extra?["outcome"]?.string == "error" && status == "failed"
            let outcome = isError ? .error : Self.outcome(status)
            attempts.append(
                TestAttempt(
                    outcome,
                    problems: problems(extra)
                        ?? problem(attempt, status, outcome).map { [$0] } ?? [],
                    duration: attempt["duration"]?.duration(secondsPerUnit: 0.001),
                    output: lines(attempt["stdout"], outcome, at: attempt.range.lowerBound),
                    errorOutput: lines(attempt["stderr"], outcome, at: attempt.range.lowerBound)
                )
            )
        }
        return attempts
    }

    private func attachments(_ part: JSONPart?) -> [TestAttachment] {
        guard let part else { return [] }
        return part.elements.prefix(draft.source.limits.itemsMax)
            .compactMap { $0["path"]?.string }
            .map { TestAttachment(written: $0, workspace: draft.source.workspace) }
    }
}
