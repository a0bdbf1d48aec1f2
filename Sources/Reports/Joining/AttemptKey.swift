/// What tells the runs of one test apart.
struct AttemptKey: Hashable {
    private let outcome: TestOutcome
    private let milliseconds: Int64?
    private let problems: [String]

    init(_ attempt: TestAttempt) {
        outcome = attempt.outcome
        // Rounded, since an aggregate may have rounded what its part says exactly.
        milliseconds = attempt.duration.map { (($0.wholeNanoseconds ?? 0) + 500_000) / 1_000_000 }
        problems = attempt.problems.map { "\($0.kind.rawValue) \($0.message)" }
    }
}
