/// What a step found: the state that steps hand on beside their files.
package struct StateCheckpoint: Codable, Sendable, Hashable {
    /// An earlier step as expressions see it.
    package struct Step: Codable, Sendable, Hashable {
        /// Its word in expressions.
        package var id: String
        /// What it handed on.
        package var outputs: [CheckpointVariable]
        /// What its command did.
        package var outcome: String
        /// The same after `continue-on-error`.
        package var conclusion: String
    }

    /// The variables of the job, then those that steps have set.
    package var variables: [CheckpointVariable]
    /// Folders that steps have put before `PATH`, the latest first.
    package var path: [String]
    /// `failure` where a step has failed.
    package var status: String
    /// The earlier steps that have an id.
    package var steps: [Step]
}
