/// One time that a kept step was run again.
package struct StepAttempt: Sendable {
    /// What it says of the kept step.
    package enum Verdict: String, Sendable, Hashable {
        /// It ended as the kept step did: the same exit, and where it failed the same failure.
        case reproduced
        /// It failed, but otherwise.
        case different
        /// It passed although the kept step failed.
        case passed
    }

    /// Counted from 1.
    package var number: Int
    /// How it ended.
    package var result: ResultCheckpoint
    /// What its failure is known by.
    package var group: FailureGroup
    /// What it says.
    package var verdict: Verdict
    /// What was made otherwise on purpose; nil for nothing.
    package var variation: StressVariation?
    /// What of that this machine could not do.
    package var refusals: [String]
    /// From the making of its container to its end.
    package var duration: Duration
    /// How much of that was not the command itself.
    package var overhead: Duration
    /// The last lines of its output.
    package var lastLines: [String]

    /// Whether it failed, in whatever way.
    package var hasFailed: Bool {
        verdict == .different
            || verdict == .reproduced && result.outcome != Outcome.success.rawValue
    }
}
