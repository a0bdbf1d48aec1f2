package import Reports

/// One test of one run, for comparing the run with another.
package struct SuiteResult: Sendable, Hashable {
    /// What is compared: a test in a cell of a matrix.
    package struct Key: Sendable, Hashable {
        /// The test's number in the database.
        var test: Int64
        /// The cell of the job's matrix as text; empty without one.
        package var variant: String
    }

    /// What is compared.
    package var key: Key
    /// What people call it.
    package var name: RememberedTest
    /// How it ended.
    package var outcome: TestOutcome
    /// Whether some attempts passed and others failed.
    package var isFlaky: Bool
    /// How many times it ran.
    package var attempts: Int
    /// How long it took; nil where reports do not say.
    package var duration: Duration?
    /// Why it failed; nil where it did not.
    package var failure: CauseName?
    /// Whether its failure did not count, since it is in quarantine.
    package var isQuarantined: Bool
    /// The job and step that ran it, as logs are asked for: `test/unit`.
    package var place: String
    /// Whether its step failed as a whole, so that it says nothing of the test.
    package var isVoid: Bool

    /// The same test in the same run once more: the graver result stands, and a difference makes it flaky.
    mutating func join(_ other: SuiteResult) {
        let isGraver = other.outcome.code > outcome.code
        let differs = other.outcome.isFailing != outcome.isFailing
        let isFlaky = isFlaky || other.isFlaky || differs
        if isGraver { self = other }
        self.isFlaky = isFlaky
    }
}
