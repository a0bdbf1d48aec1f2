/// A file that differs between two trees.
package struct TreeChange: Sendable, Hashable {
    /// The path's components as bytes.
    package var path: [[UInt8]]
    /// What stands there afterwards; nil where it is gone.
    package var entry: TreeEntry?
}

extension Repository {
    /// What has to be done to the files of one tree to make them those of another.
    ///
    /// Only trees that differ are read. A directory that takes a file's place is told as its files; one that goes is
    /// told once, by its own path, also where a file takes its place.
    ///
    /// - Parameters:
    ///   - old: The tree to start from.
    ///   - new: The tree to arrive at.
    ///   - newTree: Is told every tree of `new` that `old` does not have at the same path.
    /// - Returns: The changes; a removal comes before what takes its place.
    /// - Throws: `GitError`.
    package func changes(
        from old: ObjectID,
        to new: ObjectID,
        newTree: (ObjectID) -> Void = { _ in }
    ) throws(GitError) -> [TreeChange] {
        var changes: [TreeChange] = []
        try compare(old, new, below: [], into: &changes, newTree)
        return changes
    }

    private func compare(
        _ old: ObjectID?,
        _ new: ObjectID,
        below path: [[UInt8]],
        into changes: inout [TreeChange],
        _ newTree: (ObjectID) -> Void
    ) throws(GitError) {
        guard old != new else { return }
        newTree(new)
        var before: [[UInt8]: TreeEntry] = [:]
        if let old {
            for entry in try entries(of: old) { before[entry.name] = entry }
        }
        for entry in try entries(of: new) {
            let previous = before.removeValue(forKey: entry.name)
            guard previous?.id != entry.id || previous?.kind != entry.kind else { continue }
            let place = path + [entry.name]
            guard entry.kind == .directory else {
                if previous?.kind == .directory {
                    changes.append(TreeChange(path: place, entry: nil))
                }
                changes.append(TreeChange(path: place, entry: entry))
                continue
            }
            let wasDirectory = previous?.kind == .directory
            if previous != nil, !wasDirectory {
                changes.append(TreeChange(path: place, entry: nil))
            }
            try compare(
                wasDirectory ? previous?.id : nil,
                entry.id,
                below: place,
                into: &changes,
                newTree
            )
        }
        for name in before.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            changes.append(TreeChange(path: path + [name], entry: nil))
        }
    }
}
