package import Reports

/// All that history knows of one test in one cell of a matrix.
package struct TestBiography: Sendable {
    /// A run in which it was.
    package struct Chapter: Sendable {
        /// The run.
        package var run: RunEntry
        /// How it ended there.
        package var outcome: TestOutcome
        /// Whether some attempts passed and others failed.
        package var isFlaky: Bool
        /// How long it took; nil where reports do not say.
        package var duration: Duration?
        /// Why it failed; nil where it did not.
        package var failure: CauseName?
    }

    /// Who it is.
    package var name: RememberedTest
    /// The cell of its job's matrix as text; empty without one.
    package var variant: String
    /// The number of the first run in which it was seen.
    package var firstRun: Int
    /// The last runs in which it was, on any branch, the latest first.
    package var chapters: [Chapter]
    /// How far it can be trusted.
    package var judgement: TestJudgement
    /// Its times.
    package var past: TestPast
    /// The words of its last failure; nil where none is kept.
    package var lastFailure: String?
}
