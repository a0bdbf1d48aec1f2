import CGit

/// Why a repository could not be read.
package enum GitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no repository at or above this path.
    case notARepository(String)
    /// It has no commit yet.
    case noCommits(String)
    /// No commit has this name.
    case unknownRevision(String)
    /// An object that a commit needs is not there: a partial clone, or a damaged repository.
    case missingObject(String)
    /// A tree holds a name that no checkout may write.
    case unsafePath(String)
    /// A server is not who it says, as far as we know.
    case unknownServer(String)
    /// A server takes none of the keys that the agent holds.
    case noKey(String)
    /// libgit2 refused; what we tried, and its own words.
    case refused(action: String, reason: String)

    /// One sentence.
    package var description: String {
        switch self {
        case .notARepository(let path): "\(path) is not in a git repository"
        case .noCommits(let path): "the repository \(path) has no commit yet"
        case .unknownRevision(let name): "the repository has no commit \"\(name)\""
        case .missingObject(let id): "the repository lacks the object \(id)"
        case .unsafePath(let path):
            "the tree holds the path \"\(path)\", which no checkout may write"
        case .unknownServer(let address):
            "cannot clone \(address): the server's certificate or key is not known here"
        case .noKey(let address): "cannot clone \(address): the server takes no key of the agent's"
        case .refused(let action, let reason): "cannot \(action): \(reason)"
        }
    }

    /// What to do about it, where there is something.
    package var hint: String? {
        switch self {
        case .notARepository: "run it inside a repository, or name one with --repository DIR"
        case .noCommits: "commit something first"
        case .missingObject: "fetch it first: \"git fetch --refetch\" completes a partial clone"
        case .unknownServer(let address):
            address.hasPrefix("https:")
                ? "name a file with the authority's certificate in SSL_CERT_FILE"
                : "add the key to ~/.ssh/known_hosts with ssh-keyscan, once you know that it is the right one"
        case .noKey:
            "add the key to the agent with ssh-add; \"ssh-add -l\" lists those that it holds"
        default: nil
        }
    }
}

/// Throws what libgit2 says where a call returned a negative number.
func check(_ result: Int32, _ action: @autoclosure () -> String) throws(GitError) {
    guard result < 0 else { return }
    let reason = git_error_last().flatMap { $0.pointee.message.map { String(cString: $0) } }
    throw .refused(action: action(), reason: reason ?? "libgit2 error \(result)")
}
