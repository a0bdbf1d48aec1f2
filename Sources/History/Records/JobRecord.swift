package import Pipelines

/// A job of a run as history remembers it.
package struct JobRecord: Sendable, Hashable {
    /// Its name in the plan: `test (linux, 3.11)`.
    package var name: String
    /// Its word in the file: `test`.
    package var key: String
    /// Its name in paths.
    package var slug: String
    /// The cell of its matrix as text, a shard left out; empty without a matrix.
    package var variant: String
    /// Which part of the job's tests it ran; nil where they are not parted.
    package var shard: ShardPlace?
    /// What its steps came to.
    package var outcome = "skipped"
    /// The same after `continue-on-error`.
    package var conclusion = "skipped"
    /// From its beginning to its end.
    package var duration: Duration = .zero
    /// The identity of its image; nil where it came to none.
    package var image: String?
    /// What stood in its way as a whole; nil for nothing.
    package var problem: String?
    /// Whether its failure is Cuvette's or the host's.
    package var isInfrastructure = false
    /// Its steps in the order of their ends, those of earlier attempts included.
    package var steps: [StepRecord] = []

    /// A job that has not begun.
    package init(
        name: String,
        key: String,
        slug: String,
        variant: String,
        shard: ShardPlace? = nil
    ) {
        self.name = name
        self.key = key
        self.slug = slug
        self.variant = variant
        self.shard = shard
    }
}
