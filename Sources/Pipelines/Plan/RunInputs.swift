package import OrderedCollections

/// What is known of a run before it begins, beside the pipeline itself.
package struct RunInputs: Sendable, Hashable {
    /// The commit.
    package var git: GitFacts
    /// The jobs to run, by key, slug or id, each with all it needs; every job where empty.
    package var jobs: [String]
    /// The cells to run: for each of these matrix keys only those with this value, as text.
    package var cells: OrderedDictionary<String, String>
    /// What expressions see as `run.variables`.
    package var variables: OrderedDictionary<String, String>

    /// A run of everything, of some jobs, or of some cells.
    package init(
        git: GitFacts,
        jobs: [String] = [],
        cells: OrderedDictionary<String, String> = [:],
        variables: OrderedDictionary<String, String> = [:]
    ) {
        self.git = git
        self.jobs = jobs
        self.cells = cells
        self.variables = variables
    }
}

/// What expressions see of the commit as `git`.
package struct GitFacts: Sendable, Hashable {
    /// The commit's object id in full, in hexadecimal digits.
    package var sha: String
    /// The full name of the ref it was asked for by, such as `refs/heads/main`; nil for a bare commit.
    package var ref: String?
    /// The branch, without `refs/heads/`.
    package var branch: String?
    /// The tag, without `refs/tags/`.
    package var tag: String?
    /// The object id of the commit's tree in full.
    package var tree: String

    /// What is known of a commit.
    package init(
        sha: String,
        ref: String? = nil,
        branch: String? = nil,
        tag: String? = nil,
        tree: String
    ) {
        self.sha = sha
        self.ref = ref
        self.branch = branch
        self.tag = tag
        self.tree = tree
    }
}
