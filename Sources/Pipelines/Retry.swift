/// How often a job is tried again, and after what.
package struct Retry: Sendable, Hashable {
    /// What can have gone wrong with a job.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// A step failed.
        case failure
        /// The job or one of its steps took too long.
        case timeout
        /// The host refused something; the job may not even have begun.
        case infrastructure
    }

    /// How many more times after the first, at most `Bounds.retries`.
    package var max: Int
    /// After what; never empty.
    package var reasons: Set<Reason>

    /// So many more tries, after any or only after some reasons.
    package init(max: Int = 0, when reasons: Set<Reason> = Set(Reason.allCases)) {
        self.max = max
        self.reasons = reasons
    }
}
