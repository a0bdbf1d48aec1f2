package import Git
package import SystemPackage

/// What a run is of: a commit, and the tree whose files it uses.
package struct Source: Sendable, Hashable {
    /// The commit; the checkout's HEAD.
    package var commit: Commit
    /// The commit's tree, or that of the working directory.
    package var tree: ObjectID
    /// The branch that HEAD is on inside, or nil for a detached one.
    package var branch: String?
    /// How many generations of history the checkout carries; 0 for all.
    package var depth: Int
    /// Where objects of `tree` lie that are not in the repository; nil for a commit's own tree.
    package var objects: FilePath?

    /// A source by its parts.
    package init(
        commit: Commit,
        tree: ObjectID,
        branch: String?,
        depth: Int,
        objects: FilePath? = nil
    ) {
        self.commit = commit
        self.tree = tree
        self.branch = branch
        self.depth = depth
        self.objects = objects
    }

    /// Whether the files are those of the working directory rather than of the commit.
    package var isWorktree: Bool { tree != commit.tree }

    /// Where the files are inside a container.
    package static let folder = "workspace"

    /// When every file of a tree was last changed, as far as its layer says: 2001-01-01, in seconds since 1970.
    ///
    /// A layer is named by its tree id, which says nothing of times, and the same tree must give the same layer; so
    /// the time is the same for all. It is older than anything that a step writes, which is what `make` looks at.
    package static let fileTime: UInt32 = 978_307_200
}
