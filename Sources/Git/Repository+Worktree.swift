import CGit
package import SystemPackage

/// The files of a working directory as a tree, without anything having been written to the repository.
package struct WorktreeTree: Sendable, Hashable {
    /// The tree; its new objects are in the folder that was given.
    package var tree: ObjectID
    /// How many files differ from HEAD: changed, added, or removed.
    package var differing: Int
}

extension Repository {
    /// Makes a tree of the tracked files as they lie on disk, and of the untracked ones that are not ignored.
    ///
    /// New objects go to a folder of the caller's; the repository's own object store and index stay as they are.
    /// From then on this handle reads from that folder too.
    ///
    /// - Parameters:
    ///   - objects: A folder for loose objects; it must be there, or they go to the repository.
    ///   - head: The commit that the files are compared with.
    /// - Returns: The tree.
    /// - Throws: `GitError`.
    package func worktreeTree(objects: FilePath, head: Commit) throws(GitError) -> WorktreeTree {
        try addObjects(at: objects)
        var index: OpaquePointer?
        try check(git_repository_index(&index, handle), "read the index")
        defer { git_index_free(index) }
        // Ignored files stay out, unless they are tracked; removed ones go. The index is changed in memory only.
        try check(
            git_index_add_all(index, nil, 0, nil, nil),
            "read the files of the working directory"
        )
        try check(git_index_update_all(index, nil, nil, nil), "look for removed files")
        var id = git_oid()
        try check(git_index_write_tree(&id, index), "make a tree of the working directory")
        let tree = ObjectID(id)
        return WorktreeTree(tree: tree, differing: try changes(from: head.tree, to: tree).count)
    }

    /// Lets this handle read objects of a further store, such as the `.git/objects` of a checkout.
    ///
    /// - Parameter path: The store's folder.
    /// - Throws: `GitError`.
    package func readObjects(at path: FilePath) throws(GitError) {
        var store: OpaquePointer?
        try check(git_repository_odb(&store, handle), "open the object store")
        defer { git_odb_free(store) }
        try check(git_odb_add_disk_alternate(store, path.string), "add the objects of \(path)")
    }

    /// Lets this handle read and write objects in a folder beside the repository's own store.
    ///
    /// - Parameter path: A folder for loose objects, which is there.
    /// - Throws: `GitError`.
    package func addObjects(at path: FilePath) throws(GitError) {
        var store: OpaquePointer?
        try check(git_repository_odb(&store, handle), "open the object store")
        defer { git_odb_free(store) }
        var backend: UnsafeMutablePointer<git_odb_backend>?
        // Level 1 and no fsync: the objects are read once and thrown away. At level 0, libgit2 leaves even the zlib
        // frame out and cannot read what it has written.
        try check(
            git_odb_backend_loose(&backend, path.string, 1, 0, 0o700, 0o600),
            "make the object folder \(path)"
        )
        // Above the repository's own backends, whose priorities are 1 and 2, so that writes come here.
        try check(git_odb_add_backend(store, backend, 99), "add the object folder")
    }
}
