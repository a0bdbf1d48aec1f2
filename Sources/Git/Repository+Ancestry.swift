import CGit

extension Repository {
    /// A commit and what it comes from, each after all its children, newer lines first.
    ///
    /// - Parameters:
    ///   - commit: Where it begins; it is the first.
    ///   - limit: How many at most.
    /// - Returns: The ids.
    /// - Throws: `GitError`.
    package func ancestors(of commit: ObjectID, limit: Int) throws(GitError) -> [ObjectID] {
        var walk: OpaquePointer?
        try check(git_revwalk_new(&walk, handle), "walk the history")
        defer { git_revwalk_free(walk) }
        git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue)
        var raw = commit.raw
        guard git_revwalk_push(walk, &raw) == 0 else { throw .missingObject(commit.description) }
        var ids: [ObjectID] = []
        var next = git_oid()
        // In a shallow repository the walk ends where the history does.
        while ids.count < limit, git_revwalk_next(&next, walk) == 0 { ids.append(ObjectID(next)) }
        return ids
    }

    /// The branch that others are merged into: what `origin/HEAD` points to, else `origin/main`, `origin/master`,
    /// `main` or `master`.
    ///
    /// - Returns: Its commit; nil where there is none of these.
    package func mainline() -> (name: String, commit: ObjectID)? {
        for name in ["origin/HEAD", "origin/main", "origin/master", "main", "master"] {
            // A name that is no revision is one that this repository does not have.
            if let commit = try? commit(at: name) { return (name, commit.id) }
        }
        return nil
    }
}
