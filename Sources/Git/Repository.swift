import CGit
package import SystemPackage

/// A repository, open for reading; nothing in it is ever changed.
///
/// One handle belongs to one thread at a time: work that is spread over threads opens a handle for each
/// (`reopened()`), which shares nothing.
package final class Repository {
    let handle: OpaquePointer
    /// The git directory; absolute.
    package let gitDirectory: FilePath
    /// The working directory, or nil where there is none (a bare repository).
    package let workingDirectory: FilePath?

    /// Opens the repository at a path or above it, as git finds it.
    ///
    /// - Parameter path: A folder in a working directory, a git directory, or a bare repository.
    /// - Throws: `GitError.notARepository`.
    package init(at path: FilePath) throws(GitError) {
        LibGit2.start()
        var opened: OpaquePointer?
        let result = git_repository_open_ext(&opened, path.string, 0, nil)
        guard result == 0, let opened else { throw .notARepository(path.string) }
        handle = opened
        gitDirectory = FilePath(String(cString: git_repository_path(opened)))
        workingDirectory = git_repository_workdir(opened).map { FilePath(String(cString: $0)) }
    }

    deinit {
        git_repository_free(handle)
    }

    /// A second handle of the same repository, for another thread.
    package func reopened() throws(GitError) -> Repository {
        try Repository(at: gitDirectory)
    }

    /// The commit that a revision names, as `git rev-parse REV^{commit}` does.
    ///
    /// - Parameter revision: A branch, tag, id or expression such as `HEAD~2`; gitrevisions(7).
    /// - Returns: The commit.
    /// - Throws: `GitError.unknownRevision`, `.noCommits` for the HEAD of an empty repository.
    package func commit(at revision: String) throws(GitError) -> Commit {
        if revision == "HEAD", git_repository_head_unborn(handle) == 1 {
            throw .noCommits((workingDirectory ?? gitDirectory).string)
        }
        var object: OpaquePointer?
        guard git_revparse_single(&object, handle, revision) == 0, let object else {
            throw .unknownRevision(revision)
        }
        defer { git_object_free(object) }
        var peeled: OpaquePointer?
        guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0, let peeled else {
            throw .unknownRevision(revision)
        }
        defer { git_object_free(peeled) }
        return Self.commit(peeled)
    }

    /// A commit by its id.
    package func commit(_ id: ObjectID) throws(GitError) -> Commit {
        var raw = id.raw
        var commit: OpaquePointer?
        guard git_commit_lookup(&commit, handle, &raw) == 0, let commit else {
            throw .missingObject(id.description)
        }
        defer { git_commit_free(commit) }
        return Self.commit(commit)
    }

    private static func commit(_ commit: OpaquePointer) -> Commit {
        let author = git_commit_author(commit)?.pointee
        let parents = (0..<git_commit_parentcount(commit)).compactMap { index in
            git_commit_parent_id(commit, index).map { ObjectID($0.pointee) }
        }
        return Commit(
            id: ObjectID(git_commit_id(commit).pointee),
            tree: ObjectID(git_commit_tree_id(commit).pointee),
            parents: parents,
            author: author.map { String(cString: $0.name) } ?? "",
            email: author.map { String(cString: $0.email) } ?? "",
            time: git_commit_time(commit),
            summary: git_commit_summary(commit).map { String(cString: $0) } ?? ""
        )
    }

    /// Whether an object is there.
    package func contains(_ id: ObjectID) -> Bool {
        var store: OpaquePointer?
        guard git_repository_odb(&store, handle) == 0 else { return false }
        defer { git_odb_free(store) }
        var raw = id.raw
        return git_odb_exists(store, &raw) == 1
    }
}
