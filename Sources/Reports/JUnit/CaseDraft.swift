/// A test case while its element is open.
struct CaseDraft {
    /// The most significant attributes; status and result are kept in lower case.
    var name = ""
    var classname = ""
    var status = ""
    var result = ""
    var duration: Duration?
    /// All details but what comes from the outputs.
    var details = TestCaseDetails()
    /// What it wrote; nil where the report has no such element, as for most cases of a large one.
    var outputs: CaseOutputs?
    /// The suite that gets it; the cases beside all suites go to one without a name.
    var suite: Int?
    /// The element whose counts it adds to.
    var scope: Int
    /// Where its tag stands.
    let offset: Int

    private static let skippingStatuses: Set = [
        "disabled", "ignored", "skipped", "notrun", "suppressed", "pending",
    ]
    private static let expectedTypes: Set = [
        "todo", "pytest.xfail", "xfail", "expectedfailure",
    ]

    init(suite: Int?, scope: Int, offset: Int) {
        self.suite = suite
        self.scope = scope
        self.offset = offset
    }

    /// The verdict: what says that the result does not count goes before error, error before
    /// failure, and a plain `<skipped>` behind both, since a test whose clean-up fails is skipped
    /// and broken.
    var outcome: TestOutcome {
        let problems = details.problems
        if !status.isEmpty, Self.skippingStatuses.contains(status) { return .skipped }
        if result == "skipped" || result == "suppressed" { return .skipped }
        if problems.contains(where: Self.isExpected) { return .skipped }
        if problems.contains(where: { $0.kind == .error }) { return .error }
        if problems.contains(where: { $0.kind == .failure }) { return .failed }
        if problems.contains(where: { $0.kind == .skipped }) { return .skipped }
        return status == "failed" ? .failed : status == "error" ? .error : .passed
    }

    /// Whether attempts failed before one passed: said by the elements, or shown by a pass beside
    /// reruns.
    var isFlaky: Bool {
        details.attempts.contains { attempt in
            attempt.problems.contains { $0.kind.isFlaky } || outcome == .passed
        }
    }

    private static func isExpected(_ problem: TestProblem) -> Bool {
        problem.kind == .skipped && expectedTypes.contains(problem.type.lowercased())
    }
}
