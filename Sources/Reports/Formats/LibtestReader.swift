/// Reads the JSON of Rust's libtest (`--format json`), one event a line, and the superset of it
/// that cargo-nextest writes (`--message-format libtest-json-plus`).
///
/// The part of a name before its last `::` is the class. A test that started and never ended is an
/// error. Names come with `#2` for nextest's second attempt, which stays an attempt of the same
/// test.
///
/// Source: rust, library/test/src/formatters/json.rs; nextest's book, "libtest JSON".
struct LibtestReader {
    private let bytes: [UInt8]
    private var draft: ReportDraft
    private var suite = SuitePath(["libtest"])
    /// The tests that started and have not ended, with the places where they started.
    private var running: [String: Int] = [:]

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = LibtestReader(bytes: bytes, draft: ReportDraft(bytes, source))
        for line in ReportLines(bytes) {
            guard let event = JSONPart(bytes, from: line.lowerBound, to: line.upperBound) else {
                continue
            }
            reader.take(event)
        }
        reader.finish()
        return reader.draft.finished()
    }

    private mutating func take(_ event: JSONPart) {
        let offset = event.range.lowerBound
        guard event.kind == .object else { return }
        guard event.isWhole else {
            draft.isIncomplete = true
            return draft.log.add(.incomplete, "an event that is cut off", at: offset)
        }
        switch (event["type"]?.string, event["event"]?.string) {
        case ("suite", "started"?): beginSuite(event, at: offset)
        case ("suite", _): endSuite()
        case ("test", "started"?): running[event["name"]?.string ?? ""] = offset
        case ("test", "ok"?): end(event, .passed, at: offset)
        case ("test", "failed"?): end(event, .failed, at: offset)
        case ("test", "ignored"?): end(event, .skipped, at: offset)
        case ("bench", _): end(event, .passed, at: offset)
        default: break
        }
    }

    private mutating func beginSuite(_ event: JSONPart, at offset: Int) {
        draft.hasContent = true
        let nextest = event["nextest"]
        let names = [nextest?["crate"]?.string, nextest?["test_binary"]?.string]
            .compactMap(\.self)
        guard !names.isEmpty else { return }
        suite = SuitePath(names.map { draft.label($0, at: offset) })
    }

    private mutating func finish() {
        guard !running.isEmpty else { return }
        draft.isIncomplete = true
        draft.log.add(.incomplete, "the run never ended", at: bytes.count)
        endSuite()
    }

    private mutating func endSuite() {
        for (name, offset) in running.sorted(by: { $0.value < $1.value }) {
            let problem = TestProblem(.error, message: "the test began and never ended")
            add(name, .error, [problem], nil, at: offset)
        }
        running = [:]
    }

    private mutating func end(_ event: JSONPart, _ outcome: TestOutcome, at offset: Int) {
        let name = event["name"]?.string ?? ""
        running[name] = nil
        let output = draft.text(event["stdout"]?.string ?? "", of: outcome, at: offset)
        let message = draft.text(event["message"]?.string ?? "", at: offset)
        var problems: [TestProblem] = []
        if outcome == .skipped { problems = [TestProblem(.skipped, message: message)] }
        if outcome == .failed {
            let reason = event["reason"]?.string ?? ""
            let told = message.isEmpty ? Self.panic(in: output) ?? reason : message
            problems = [TestProblem(.failure, type: reason, message: told, text: output)]
        }
        add(
            name,
            outcome,
            problems,
            event["exec_time"]?.duration(),
            output: outcome == .failed ? "" : output,
            at: offset
        )
    }

    private mutating func add(
        _ name: String,
        _ outcome: TestOutcome,
        _ problems: [TestProblem],
        _ duration: Duration?,
        output: String = "",
        at offset: Int
    ) {
        var details = TestCaseDetails()
        details.problems = problems
        details.output = output
        let parts = draft.label(name, at: offset).splitAtLast("::")
        let known = TestCase(
            suite: suite,
            classname: parts.before,
            name: parts.behind,
            outcome: outcome,
            duration: duration,
            details: details
        )
        draft.add(known, at: offset)
    }

    /// The line behind `thread '…' panicked at …:`, which says what went wrong.
    private static func panic(in output: String) -> String? {
        let lines = output.split(separator: "\n", maxSplits: 100)
        guard let place = lines.firstIndex(where: { $0.contains(" panicked at ") }) else {
            return lines.first { !$0.trimmed.isEmpty }.map { String($0.prefix(500)) }
        }
        return place + 1 < lines.count ? String(lines[place + 1].prefix(500)) : nil
    }
}

extension String {
    /// The text before the last place of a separator, empty where there is none, and the rest.
    func splitAtLast(_ separator: String) -> (before: String, behind: String) {
        let length = separator.utf8.count
        var index = utf8.endIndex
        while index > startIndex {
            index = utf8.index(before: index)
            if self[index...].hasPrefix(separator) {
                return (
                    String(self[..<index]),
                    String(utf8[utf8.index(index, offsetBy: length)...]) ?? ""
                )
            }
        }
        return ("", self)
    }
}
