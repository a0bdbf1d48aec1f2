import CGit

extension Repository {
    /// What a commit changes in its first parent's files; in none at all where it is a root.
    ///
    /// - Parameter commit: The commit.
    /// - Returns: The files with their lines, renames found as git finds them.
    /// - Throws: `GitError`.
    package func diffStat(of commit: Commit) throws(GitError) -> DiffStat {
        // A parent that is missing is the end of a shallow clone, where the commit is as good as a root.
        let parent = commit.parents.first.flatMap { try? self.commit($0) }
        let old = try parent.map { commit throws(GitError) in try tree(commit.tree) } ?? nil
        defer { git_tree_free(old) }
        let new = try tree(commit.tree)
        defer { git_tree_free(new) }
        var diff: OpaquePointer?
        try check(
            git_diff_tree_to_tree(&diff, handle, old, new, nil),
            "compare \(commit.id.short) with its parent"
        )
        defer { git_diff_free(diff) }
        try check(git_diff_find_similar(diff, nil), "find what \(commit.id.short) renames")
        var files: [DiffStat.File] = []
        for index in 0..<git_diff_num_deltas(diff) { files.append(try file(index, of: diff)) }
        return DiffStat(files: files)
    }

    private func tree(_ id: ObjectID) throws(GitError) -> OpaquePointer? {
        var raw = id.raw
        var tree: OpaquePointer?
        guard git_tree_lookup(&tree, handle, &raw) == 0 else {
            throw .missingObject(id.description)
        }
        return tree
    }

    private func file(_ index: Int, of diff: OpaquePointer?) throws(GitError) -> DiffStat.File {
        var patch: OpaquePointer?
        try check(git_patch_from_diff(&patch, diff, index), "read a change")
        defer { git_patch_free(patch) }
        var (added, removed) = (0, 0)
        if let patch {
            try check(git_patch_line_stats(nil, &added, &removed, patch), "count a change's lines")
        }
        guard let delta = git_diff_get_delta(diff, index)?.pointee else {
            throw .refused(action: "read a change", reason: "it is not there")
        }
        let old = delta.old_file.path.map { String(cString: $0) } ?? ""
        let new = delta.new_file.path.map { String(cString: $0) } ?? ""
        let change = Self.change(delta.status)
        return DiffStat.File(
            path: change == .deleted ? old : new,
            oldPath: change == .renamed ? old : nil,
            change: change,
            added: added,
            removed: removed,
            isBinary: delta.flags & GIT_DIFF_FLAG_BINARY.rawValue != 0
        )
    }

    private static func change(_ status: git_delta_t) -> DiffStat.File.Change {
        switch status {
        case GIT_DELTA_ADDED, GIT_DELTA_COPIED: .added
        case GIT_DELTA_DELETED: .deleted
        case GIT_DELTA_RENAMED: .renamed
        default: .modified
        }
    }
}
