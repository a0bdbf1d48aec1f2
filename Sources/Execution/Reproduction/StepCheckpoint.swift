/// One step of a kept job: what it takes to make its container again, and how it ended.
package struct StepCheckpoint: Codable, Sendable, Hashable {
    /// A named volume that was mounted.
    package struct Volume: Codable, Sendable, Hashable {
        /// Its name in the store.
        package var name: String
        /// Where it was inside; absolute.
        package var path: String
    }

    /// Counted from 1.
    package var index: Int
    /// Whether it prepared the image; then it is the only step of its checkpoint.
    package var isSetup = false
    /// The step's word in commands: its id, or its number.
    package var label: String
    /// The name of its log's files.
    package var logName: String
    /// What people call it, secrets replaced.
    package var name: String
    /// The folder below the job's `layers` in whose `upper` are the edits with which a run was resumed at this step; it
    /// lies below the step's own layer.
    package var edit: String?
    /// The id of the tree that is in the workspace with these edits.
    package var editTree: String?
    /// The folder below the job's `layers` in whose `upper` is what it wrote; nil where it did not run.
    package var layer: String?
    /// What it ran, or would have where it was skipped; nil where that is not known.
    package var command: CommandCheckpoint?
    /// What lasts from run to run, and was mounted.
    package var volumes: [Volume]
    /// What it found.
    package var before: StateCheckpoint
    /// The names of the layers of the store that it saw in the place of the commit's; nil where it saw those.
    package var source: [String]?
    /// How it ended.
    package var result: ResultCheckpoint
    /// Globs of the test reports that it writes, relative to its folder.
    package var reports: [String]
    /// The tests that failed in it, as `t:3fa9c10b27de`.
    package var failedTests: [String]

    /// Whether it ran.
    package var hasRun: Bool { layer != nil }
}
