package import Reports

/// One test in one step of one run as history remembers it.
package struct TestRecord: Sendable, Hashable {
    /// Who it is.
    package var identity: TestIdentity
    /// How it ended; of several attempts the verdict.
    package var outcome: TestOutcome
    /// Whether some attempts passed and others failed.
    package var isFlaky: Bool
    /// How many times it ran; at least 1.
    package var attempts: Int
    /// How long it took; nil where the report does not say.
    package var duration: Duration?
    /// Whether its failure did not count, since it is in quarantine.
    package var isQuarantined = false
    /// Why it failed; nil where it did not.
    package var failure: FailureRecord?

    /// What a case of a report comes to.
    package init(of testCase: TestCase, in scope: String) {
        identity = TestIdentity(of: testCase, in: scope)
        outcome = testCase.outcome
        isFlaky = testCase.isFlaky
        attempts = testCase.attempts.count + 1
        duration = testCase.duration
        failure =
            testCase.outcome.isFailing || testCase.isFlaky ? FailureRecord(of: testCase) : nil
    }
}
