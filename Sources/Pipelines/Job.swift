package import Diagnostics
package import Expressions
package import Networks
package import OrderedCollections

/// A job as written: one container's worth of steps, or one for each cell of its matrix.
package struct Job: Sendable, Hashable {
    /// Its word in the file, and where it stands.
    package var key: Located<JobKey>
    /// What people call it; the key where nil.
    package var name: Placed<Template>?
    /// The jobs that must have ended before.
    package var needs: [Located<JobKey>] = []
    /// Whether it runs at all; `success()` where nil.
    package var condition: Placed<Condition>?
    /// Its file system; that of the pipeline where nil.
    package var image: ImageRecipe?
    /// Its cells; one without values where nil.
    package var matrix: Matrix?
    /// Whether the first failing cell ends the others.
    package var failFast = true
    /// How many of its cells run at a time; as many as there is room for where nil.
    package var maxParallel: Int?
    /// In how many parts its tests are run, each a job of its own; in one where nil.
    package var shards: Int?
    /// Globs of the test files that are shared out among the parts.
    package var split: [Placed<Template>] = []
    /// Variables of its steps, over those of the pipeline.
    package var env: OrderedDictionary<String, Placed<Template>> = [:]
    /// What later jobs may read.
    package var outputs: OrderedDictionary<String, Placed<Template>> = [:]
    /// Its limits, over those of the pipeline.
    package var resources = Resources()
    /// How long it may take; that of the pipeline where nil.
    package var timeout: Setting<Timeout>?
    /// Whether it is tried again.
    package var retry = Retry()
    /// What of the network it sees.
    package var network = NetworkMode<Setting<AllowEntry>>.none
    /// What runs beside its steps.
    package var services: [Service] = []
    /// Folders that outlive the run.
    package var caches: [Cache] = []
    /// Files to keep when it ends.
    package var artifacts: [Artifact] = []
    /// Whether the run may pass though this job fails.
    package var continueOnError = Switch.fixed(false)
    /// How its commands are run, over those of the pipeline.
    package var defaults = Defaults()
    /// Whether what its steps leave is used again; as the run is told where nil.
    package var isCached: Bool?
    /// In order; at least one.
    package var steps: [Step]

    /// A job; the other properties begin as if left out.
    package init(_ key: Located<JobKey>, steps: [Step]) {
        self.key = key
        self.steps = steps
    }
}
