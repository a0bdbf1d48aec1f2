/// Reads the JSON of Mocha's reporter `json`.
///
/// A hook that failed stands among the failures alone, and is a case of its own.
///
/// Source: mocha, lib/reporters/json.js.
struct MochaReader {
    private var draft: ReportDraft
    private var pending: Set<String> = []
    private var told: Set<String> = []

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = MochaReader(draft: ReportDraft(bytes, source))
        let start = bytes.firstIndex(of: 0x7B) ?? 0
        if let document = JSONPart(bytes, from: start, to: bytes.count) { reader.take(document) }
        return reader.draft.finished(isCut: true)
    }

    private mutating func take(_ document: JSONPart) {
        if let list = document["pending"] {
            for test in list.elements { pending.insert(Self.key(test)) }
        }
        if let tests = document["tests"] {
            draft.hasContent = true
            for test in tests.elements where test.isWhole && test.kind == .object { add(test) }
        }
        if let failures = document["failures"] {
            for test in failures.elements where test.isWhole && !told.contains(Self.key(test)) {
                add(test, isHook: true)
            }
        }
        guard !document.isWhole else { return }
        draft.isIncomplete = true
        draft.log.add(.incomplete, "the report ends too early", at: document.range.upperBound)
    }

    private static func key(_ test: JSONPart) -> String {
        "\(test["file"]?.string ?? "")\n\(test["fullTitle"]?.string ?? "")"
    }

    private mutating func add(_ test: JSONPart, isHook: Bool = false) {
        let offset = test.range.lowerBound
        told.insert(Self.key(test))
        let title = draft.label(test["title"]?.string ?? "", at: offset)
        let full = draft.label(test["fullTitle"]?.string ?? title, at: offset)
        let suite = full.hasSuffix(title) ? String(full.dropLast(title.count)) : full
        let problem = problem(test["err"], isHook, at: offset)
        let isPending = problem == nil && pending.contains(Self.key(test))
        var details = TestCaseDetails()
        details.file = test["file"]?.string.map { draft.label($0, at: offset) }
        if let problem { details.problems = [problem] }
        if isPending { details.problems = [TestProblem(.skipped, message: "pending")] }
        draft.add(
            TestCase(
                suite: SuitePath(suite.isEmpty ? [] : [suite.trimmingXMLSpace]),
                name: title,
                outcome: isPending
                    ? .skipped : problem.map { $0.kind == .error ? .error : .failed } ?? .passed,
                duration: test["duration"]?.duration(secondsPerUnit: 0.001),
                details: details
            ),
            at: offset
        )
    }

    private mutating func problem(
        _ error: JSONPart?,
        _ isHook: Bool,
        at offset: Int
    ) -> TestProblem? {
        guard let error, error.members.contains(where: { _ in true }) else { return nil }
        return TestProblem(
            isHook ? .error : .failure,
            type: draft.label(error["name"]?.string ?? error["code"]?.string ?? "", at: offset),
            message: draft.text(error["message"]?.string ?? "", at: offset),
            text: draft.text(error["stack"]?.string ?? "", at: offset)
        )
    }
}
