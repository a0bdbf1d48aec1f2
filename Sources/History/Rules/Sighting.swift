package import Reports

/// One result of a test in one run, as far as it says something about the test.
package struct Sighting: Sendable, Hashable {
    /// The run's number.
    package var run: Int
    /// When the run began, in seconds since 1970.
    package var time: Int64
    /// What its step was given; nil where that is not known.
    package var input: String?
    /// How it ended.
    package var outcome: TestOutcome
    /// Whether some attempts within the run passed and others failed.
    package var isFlaky: Bool

    /// A result by its parts.
    package init(
        run: Int,
        time: Int64,
        input: String?,
        outcome: TestOutcome,
        isFlaky: Bool = false
    ) {
        self.run = run
        self.time = time
        self.input = input
        self.outcome = outcome
        self.isFlaky = isFlaky
    }
}
