import CGit

extension Repository {
    /// The commits that lead to one commit and to none of some others, as `git rev-list BAD ^GOOD` names them.
    ///
    /// - Parameters:
    ///   - last: The commit that they lead to; one of them itself.
    ///   - known: Commits that are left out together with all that leads to them.
    ///   - firstParentOnly: Whether a merge counts as one change of its first parent.
    /// - Returns: Every commit after its parents.
    /// - Throws: `GitError`.
    package func commits(
        leadingTo last: ObjectID,
        butNotTo known: [ObjectID],
        firstParentOnly: Bool = false
    ) throws(GitError) -> [Commit] {
        var walk: OpaquePointer?
        try check(git_revwalk_new(&walk, handle), "walk through the history")
        defer { git_revwalk_free(walk) }
        let order = GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_REVERSE.rawValue
        try check(git_revwalk_sorting(walk, order), "sort the history")
        var raw = last.raw
        try check(git_revwalk_push(walk, &raw), "find \(last.short) in the history")
        for commit in known {
            var raw = commit.raw
            try check(git_revwalk_hide(walk, &raw), "find \(commit.short) in the history")
        }
        var commits: [Commit] = []
        var next = git_oid()
        while git_revwalk_next(&next, walk) == 0 { commits.append(try commit(ObjectID(next))) }
        return firstParentOnly ? Self.mainline(of: commits, endingAt: last) : commits
    }

    /// Those of some commits that are reached along first parents.
    private static func mainline(of commits: [Commit], endingAt last: ObjectID) -> [Commit] {
        let byID = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
        var line: [Commit] = []
        var current = byID[last]
        while let commit = current {
            line.append(commit)
            current = commit.parents.first.flatMap { byID[$0] }
        }
        return line.reversed()
    }

    /// The nearest commit that leads to both of two; nil where they have nothing in common.
    package func mergeBase(of one: ObjectID, and other: ObjectID) throws(GitError) -> ObjectID? {
        var (first, second, base) = (one.raw, other.raw, git_oid())
        let result = git_merge_base(&base, handle, &first, &second)
        if result == GIT_ENOTFOUND.rawValue { return nil }
        try check(result, "find where \(one.short) and \(other.short) part")
        return ObjectID(base)
    }
}
