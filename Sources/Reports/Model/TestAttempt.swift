/// One run of a test beside the run that its `TestCase` tells of.
package struct TestAttempt: Sendable, Hashable {
    /// How this run ended.
    package var outcome: TestOutcome
    /// What the report says about it; empty for a pass.
    package var problems: [TestProblem]
    /// How long it took; nil where the report does not say.
    package var duration: Duration?
    /// What it wrote to standard output.
    package var output: String
    /// What it wrote to standard error.
    package var errorOutput: String

    /// A run with what is known of it.
    package init(
        _ outcome: TestOutcome,
        problems: [TestProblem] = [],
        duration: Duration? = nil,
        output: String = "",
        errorOutput: String = ""
    ) {
        self.outcome = outcome
        self.problems = problems
        self.duration = duration
        self.output = output
        self.errorOutput = errorOutput
    }
}
