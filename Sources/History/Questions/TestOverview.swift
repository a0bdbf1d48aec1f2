/// The tests of one run with what history says of each: what has changed, since when, how fast, how reliable.
package struct TestOverview: Sendable {
    /// What has become of a test since the base.
    package enum Change: String, Sendable, Hashable, CaseIterable {
        /// It fails and did not before.
        case newlyFailing = "newly-failing"
        /// It fails as before.
        case stillFailing = "still-failing"
        /// It passes and failed before.
        case fixed
        /// It was not there before, and does not fail.
        case new
        /// It is not there any more.
        case removed
        /// It is skipped and was not before.
        case newlySkipped = "newly-skipped"
    }

    /// A test.
    package struct Row: Sendable {
        /// How it did in the run; for a removed one, in the base.
        package var result: SuiteResult
        /// What has changed; nil for nothing, and where there is no base.
        package var changes: Set<Change>
        /// What it did in the last runs of the same line.
        package var past: TestPast
        /// How far it can be trusted, by all runs of the pipeline.
        package var judgement: TestJudgement
        /// The run with which its failures began; nil where it does not fail.
        package var failingSince: RunEntry?
        /// Whether a pass before that run is known.
        package var sinceIsCertain: Bool
    }

    /// The run.
    package var run: RunEntry
    /// What it is compared with; nil for nothing.
    package var base: Base?
    /// What has changed since; nil without a base.
    package var comparison: SuiteComparison?
    /// Parts of a job that are missing: `3 of 4 of test`.
    package var missingShards: [String]
    /// The last runs of the line, the oldest first, this one the last.
    package var line: [RunEntry]
    /// The tests: failing ones first, then flaky ones, then by name.
    package var rows: [Row]

    /// How many runs the strip of a test shows.
    package static let stripLength = 20
    /// How many runs back the begin of a failure is looked for.
    package static let sinceLength = 500
    /// How many runs of the pipeline, of any branch, say how reliable a test is.
    package static let judgementLength = 200
}
