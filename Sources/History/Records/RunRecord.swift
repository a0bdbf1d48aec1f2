/// A run as history remembers it.
package struct RunRecord: Sendable, Hashable {
    /// Its number in the store.
    package var number: Int
    /// When it began, in seconds since 1970.
    package var began: Int64
    /// From its beginning to its end.
    package var duration: Duration = .zero
    /// `success`, `failure`, `cancelled`, `skipped`, or `interrupted` where its process died.
    package var outcome = "interrupted"
    /// What people call the pipeline.
    package var pipeline: String
    /// The pipeline's file.
    package var file: String
    /// The commit's id in 40 digits.
    package var sha: String
    /// The id of the tree whose files it used.
    package var tree: String
    /// The branch; nil for a bare commit.
    package var branch: String?
    /// The commit as people read it: 12 digits and the summary.
    package var summary: String
    /// Whether it used the working directory's files instead of the commit's.
    package var isWorktree: Bool
    /// Its jobs, in the plan's order.
    package var jobs: [JobRecord] = []

    /// A run that has begun.
    package init(
        number: Int,
        began: Int64,
        pipeline: String,
        file: String,
        sha: String,
        tree: String,
        branch: String?,
        summary: String,
        isWorktree: Bool,
        jobs: [JobRecord] = []
    ) {
        self.number = number
        self.began = began
        self.pipeline = pipeline
        self.file = file
        self.sha = sha
        self.tree = tree
        self.branch = branch
        self.summary = summary
        self.isWorktree = isWorktree
        self.jobs = jobs
    }
}
