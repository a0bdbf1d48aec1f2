import CGit
package import SystemPackage

extension Repository {
    /// Clones a repository and checks a revision out, without its submodules.
    ///
    /// Blocks; nobody is shown who we are, and nothing of the user's configuration is taken but proxies.
    ///
    /// - Parameters:
    ///   - address: `https://…` or `http://…` or `git://…`.
    ///   - revision: A branch, tag or commit; nil for what the other side has as its HEAD.
    ///   - path: Where; not there yet.
    /// - Returns: The clone, and the commit that was checked out.
    /// - Throws: `GitError`.
    package static func clone(_ address: String, at revision: String?, into path: FilePath)
        throws(GitError) -> (Repository, Commit)
    {
        LibGit2.start()
        var options = git_clone_options()
        try check(
            git_clone_options_init(&options, UInt32(GIT_CLONE_OPTIONS_VERSION)),
            "prepare a clone"
        )
        options.checkout_opts.checkout_strategy = UInt32(GIT_CHECKOUT_NONE.rawValue)
        options.fetch_opts.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_ALL
        var opened: OpaquePointer?
        try check(git_clone(&opened, address, path.string, &options), "clone \(address)")
        git_repository_free(opened)
        let repository = try Repository(at: path)
        let commit = try repository.commit(named: revision)
        try repository.checkOut(commit)
        return (repository, commit)
    }

    /// A branch of the other side, else a tag or commit.
    private func commit(named revision: String?) throws(GitError) -> Commit {
        guard let revision, !revision.isEmpty else { return try commit(at: "HEAD") }
        if let branch = try? commit(at: "refs/remotes/origin/\(revision)") { return branch }
        return try commit(at: revision)
    }

    private func checkOut(_ commit: Commit) throws(GitError) {
        var raw = commit.id.raw
        var object: OpaquePointer?
        try check(
            git_object_lookup(&object, handle, &raw, GIT_OBJECT_COMMIT),
            "find the commit \(commit.id.short)"
        )
        defer { git_object_free(object) }
        var options = git_checkout_options()
        try check(
            git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION)),
            "prepare a checkout"
        )
        options.checkout_strategy = UInt32(GIT_CHECKOUT_FORCE.rawValue)
        try check(git_checkout_tree(handle, object, &options), "check \(commit.id.short) out")
        try check(git_repository_set_head_detached(handle, &raw), "set HEAD")
    }
}
