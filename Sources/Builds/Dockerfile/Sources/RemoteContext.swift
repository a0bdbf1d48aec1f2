package import Git
package import Images
import SystemPackage

/// A context in a repository elsewhere: `https://HOST/PATH.git#REVISION:FOLDER`, also with `ssh://` and `git@HOST:PATH`.
package struct RemoteContext {
    /// The clone; gone with the session.
    package let repository: Repository
    /// What was asked for.
    package let commit: Commit
    /// The folder of the commit; empty for all of it.
    package let folder: String

    /// Whether a text names something elsewhere.
    package static func isRemote(_ text: String) -> Bool { RemoteSource.isRemote(text) }

    /// Clones the repository into a session's folder.
    ///
    /// - Returns: nil for an address that is not a repository's, or a folder that leads out of it.
    /// - Throws: `GitError`.
    package init?(_ text: String, in session: Session) throws {
        // What is wrong with it is said by the caller: there is no Dockerfile yet that it could be a mistake of.
        guard let source = try? RemoteSource(text),
            case .git(let revision, let folder) = source.kind
        else { return nil }
        let path = session.path.appending(session.freshName("context").components)
        (repository, commit) = try Repository.clone(source.address, at: revision, into: path)
        self.folder = folder
    }
}
