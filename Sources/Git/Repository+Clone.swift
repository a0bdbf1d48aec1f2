import CGit
import CLazy
import Glibc
package import SystemPackage

extension Repository {
    /// Clones a repository, without its submodules, and checks nothing out.
    ///
    /// Blocks. Nobody is shown who we are but servers of SSH, with the keys of the agent that `SSH_AUTH_SOCK` names, and
    /// only where `~/.ssh/known_hosts` has the server's key. Nothing of the user's configuration is taken but proxies,
    /// and `SSL_CERT_FILE` in place of the system's certificates.
    ///
    /// - Parameters:
    ///   - address: `https://…`, `http://…`, `git://…`, `ssh://…` or `USER@HOST:PATH`.
    ///   - revision: A branch, tag or commit; nil for what the other side has as its HEAD.
    ///   - path: Where; not there yet.
    /// - Returns: The clone, and the commit.
    /// - Throws: `GitError`.
    package static func clone(_ address: String, at revision: String?, into path: FilePath)
        throws(GitError) -> (Repository, Commit)
    {
        LibGit2.start()
        let standard = lazy_read_certificates()
        let own = getenv("SSL_CERT_FILE").flatMap { $0.pointee == 0 ? nil : UnsafePointer($0) }
        if let file = own ?? standard {
            try check(
                cgit_trust_authorities(file),
                "read the certificates of \(String(cString: file))"
            )
        }
        var options = git_clone_options()
        try check(
            git_clone_options_init(&options, UInt32(GIT_CLONE_OPTIONS_VERSION)),
            "prepare a clone"
        )
        options.checkout_opts.checkout_strategy = UInt32(GIT_CHECKOUT_NONE.rawValue)
        options.fetch_opts.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_ALL
        options.fetch_opts.callbacks.credentials = credentials
        try fetch(address, into: path, &options)
        let repository = try Repository(at: path)
        return (repository, try repository.commit(named: revision))
    }

    private static func fetch(
        _ address: String,
        into path: FilePath,
        _ options: inout git_clone_options
    ) throws(GitError) {
        var questions: Int32 = 0
        let result = withUnsafeMutablePointer(to: &questions) { questions in
            options.fetch_opts.callbacks.payload = UnsafeMutableRawPointer(questions)
            var opened: OpaquePointer?
            defer { git_repository_free(opened) }
            return git_clone(&opened, address, path.string, &options)
        }
        if result == GIT_ECERTIFICATE.rawValue { throw .unknownServer(address) }
        if questions > 1 { throw .noKey(address) }
        try check(result, "clone \(address)")
    }

    /// Answers what a server asks to know who we are; it is asked again where it does not like the answer.
    private static let credentials: git_credential_acquire_cb = { answer, _, user, kinds, payload in
        if kinds & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return git_credential_username_new(answer, "git")
        }
        guard kinds & GIT_CREDENTIAL_SSH_KEY.rawValue != 0,
            let questions = payload?.assumingMemoryBound(to: Int32.self)
        else { return GIT_PASSTHROUGH.rawValue }
        questions.pointee += 1
        guard questions.pointee == 1, let user else { return GIT_EUSER.rawValue }
        return git_credential_ssh_key_from_agent(answer, user)
    }

    /// A branch of the other side, else a tag or commit.
    private func commit(named revision: String?) throws(GitError) -> Commit {
        guard let revision, !revision.isEmpty else { return try commit(at: "HEAD") }
        if let branch = try? commit(at: "refs/remotes/origin/\(revision)") { return branch }
        return try commit(at: revision)
    }

    /// Writes the files of a commit into the folder of the repository.
    ///
    /// - Throws: `GitError`.
    package func checkOut(_ commit: Commit) throws(GitError) {
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
