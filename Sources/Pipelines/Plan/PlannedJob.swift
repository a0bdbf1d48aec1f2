package import Expressions
package import Networks
package import OrderedCollections

/// A job that will run: one cell of a job's matrix, or the job where it has none.
package struct PlannedJob: Sendable, Hashable {
    /// The name of a planned job, unique in its plan: `test` or `test (linux, 3.11)`.
    package struct ID: Sendable, Hashable, CustomStringConvertible {
        /// The name.
        package let text: String

        /// A name that is known to be unique.
        package init(_ text: String) {
            self.text = text
        }

        /// The name.
        package var description: String { text }
    }

    /// Unique in the plan.
    package var id: ID
    /// Unique in the plan and fit for a file name: `test-linux-3.11`.
    package var slug: String
    /// The job's word in the file; cells of one matrix share it.
    package var jobKey: JobKey
    /// What people call it.
    package var displayName: String
    /// The values of its cell, in the order of the matrix; empty without a matrix.
    package var matrix: Object
    /// Which part of the job's tests it runs; nil where they are not parted.
    package var shard: ShardPlace?
    /// Globs of the test files that are shared out among the parts.
    package var split: [String]
    /// Where the cell comes from, for people; empty without a matrix.
    package var origin: String
    /// What must have ended before: for each job it names, all planned jobs of it.
    package var needs: OrderedDictionary<JobKey, [ID]>
    /// Whether it runs; `success()` where nil.
    package var condition: Placed<Condition>?
    /// Its file system.
    package var image: PlannedImage
    /// Variables of its steps, evaluated once when it begins: the pipeline's, overridden by the job's.
    package var env: OrderedDictionary<String, Placed<Template>>
    /// What later jobs may read, evaluated when it ends.
    package var outputs: OrderedDictionary<String, Placed<Template>>
    /// What it may use.
    package var limits: PlannedLimits
    /// How long it may take.
    package var timeout: Duration
    /// Whether it is tried again.
    package var retry: Retry
    /// What of the network it sees.
    package var network: NetworkMode<AllowEntry>
    /// What runs beside its steps.
    package var services: [PlannedService]
    /// Folders that outlive the run.
    package var caches: [Cache]
    /// Files to keep when it ends.
    package var artifacts: [Artifact]
    /// Whether the run may pass though this job fails.
    package var continueOnError: Switch
    /// Whether this job's failure ends the other cells of its matrix.
    package var failFast: Bool
    /// How many cells of its matrix run at a time; as many as there is room for where nil.
    package var maxParallel: Int?
    /// In order; at least one.
    package var steps: [PlannedStep]
}
