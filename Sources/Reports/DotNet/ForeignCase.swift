/// A test of another format than JUnit's while its element is open.
struct ForeignCase {
    var name = ""
    var classname = ""
    var outcome = TestOutcome.passed
    var duration: Duration?
    /// The word of the report for how it ended, where it is more than pass, fail and skip.
    var word = ""
    var type = ""
    var message = ""
    var trace = ""
    /// Why it was skipped.
    var reason = ""
    var output = ""
    var errorOutput = ""
    var attachments: [TestAttachment] = []
    var properties: [TestProperty] = []
    var file: String?
    var line: Int?
    let offset: Int

    /// The case, its texts cleaned and cut.
    func finished(in suite: SuitePath, _ draft: inout ReportDraft) -> TestCase {
        var details = TestCaseDetails()
        details.problems = problem(&draft).map { [$0] } ?? []
        details.output = draft.text(output, of: outcome, at: offset)
        details.errorOutput = draft.text(errorOutput, of: outcome, at: offset)
        details.attachments = attachments
        details.properties = properties
        details.file = file.map { draft.label($0, at: offset) }
        details.line = line
        return TestCase(
            suite: suite,
            classname: draft.label(classname, at: offset),
            name: draft.label(name, at: offset),
            outcome: outcome,
            duration: duration,
            details: details
        )
    }

    private func problem(_ draft: inout ReportDraft) -> TestProblem? {
        let kind: TestProblem.Kind
        switch outcome {
        case .passed: return nil
        case .failed: kind = .failure
        case .error: kind = .error
        case .skipped: kind = .skipped
        }
        let told = outcome == .skipped && !reason.isEmpty ? reason : message
        let text = draft.text(told.isEmpty ? word : told, at: offset)
        return TestProblem(
            kind,
            type: draft.label(type.isEmpty ? word : type, at: offset),
            message: text,
            text: draft.text(trace, at: offset)
        )
    }
}

extension Duration {
    /// Seconds as a test runner writes them, in whatever locale: `0.014`, `0,014`, `1.2E-3`.
    init?(secondsText text: String?) {
        guard let text, case .known(let time) = JUnitNumbers.time(Array(text.utf8)[...]) else {
            return nil
        }
        self = time
    }

    /// `hh:mm:ss.fffffff`, with days before them where there are any.
    init?(clockText text: String?) {
        guard let parts = text?.split(separator: ":"), parts.count == 3,
            let seconds = Double(parts[2]), let minutes = Double(parts[1])
        else { return nil }
        let days = parts[0].split(separator: ".").compactMap { Double($0) }
        let hours = days.count == 2 ? days[0] * 24 + days[1] : days.first ?? 0
        let total = hours * 3_600 + minutes * 60 + seconds
        guard total >= 0, total <= 366 * 86_400 else { return nil }
        self = .nanoseconds(Int64((total * 1e9).rounded()))
    }
}
