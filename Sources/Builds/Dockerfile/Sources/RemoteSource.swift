import Git
import Glibc
import HostSystem
import Images
import OCI
import SystemPackage

/// A source of `ADD` that lies elsewhere: a file of a web server, or a git repository.
struct RemoteSource: Sendable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        /// With the name that the file gets.
        case file(name: String)
        /// With the revision and the folder that are wanted.
        case git(revision: String?, folder: String)
    }

    /// What it is.
    let kind: Kind
    /// Where it is, without a revision.
    let address: String

    /// Whether a text names something that has to be fetched.
    static func isRemote(_ text: String) -> Bool {
        ["http://", "https://", "git://", "ssh://"].contains { text.hasPrefix($0) }
            || text.hasPrefix("git@")
    }

    /// Whether the keys of an agent are needed.
    var isSSH: Bool { address.hasPrefix("ssh://") || address.hasPrefix("git@") }

    /// Reads an address: what ends in `.git`, or begins with `git://`, `ssh://` or `git@`, is a repository.
    init(_ text: String) throws(SourceError) {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let place = String(parts[0])
        let isRepository =
            place.hasSuffix(".git")
            || ["git://", "ssh://", "git@"].contains { place.hasPrefix($0) }
        guard isRepository else {
            address = text
            let path = place.split(separator: "?", omittingEmptySubsequences: false)[0]
            let pieces = path.split(separator: "/", omittingEmptySubsequences: false)
            kind = .file(name: pieces.count > 3 ? String(pieces[pieces.count - 1]) : "")
            return
        }
        address = place
        let rest = parts.count == 2 ? String(parts[1]) : ""
        let wanted = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let folder = wanted.count == 2 ? String(wanted[1]) : ""
        guard !folder.split(separator: "/").contains("..") else {
            throw SourceError("the folder \"\(folder)\" leads out of the repository")
        }
        kind = .git(
            revision: wanted.first.flatMap { $0.isEmpty ? nil : String($0) },
            folder: folder
        )
    }
}

/// Something from elsewhere that is here now.
struct FetchedSource {
    /// The files.
    let files: any SourceFiles
    /// What they are: the digest of a file, or the id of a commit.
    let identity: String
    /// The source in the files.
    let path: String
    /// Whether `.git` is left out.
    let excludesGit: Bool
}

extension RemoteSource {
    /// The most bytes that are fetched.
    private static let maximumBytes: Int64 = 64 << 30

    /// Fetches it into the session's folder.
    ///
    /// - Parameters:
    ///   - request: Who fetches, and where to.
    ///   - checksum: What a file's digest has to be.
    ///   - keepsGit: Whether `.git` of a repository is kept.
    /// - Returns: The files.
    /// - Throws: `SourceError`, `GitError`, and what fetching throws.
    func fetched(for request: BuildRequest, checksum: String?, keepsGit: Bool) throws
        -> FetchedSource
    {
        let session = request.session
        let name = session.freshName("fetched")
        let path = session.path.appending(name.components)
        switch kind {
        case .file(let fileName):
            guard let remote = request.remote else {
                throw SourceError("\(address) cannot be fetched here")
            }
            let folder = try session.directory.makeDirectory(name, mode: 0o755)
            let file = fileName.isEmpty ? "file" : fileName
            let target = path.appending(file)
            let address = address
            let time = try BlockingWait.value { try await remote.fetch(address, to: target) }
            return try Self.file(file, in: folder, time, checksum: checksum, address)
        case .git(let revision, let folder):
            guard checksum == nil else {
                throw SourceError("--checksum is for files, not for repositories")
            }
            guard !isSSH || request.agents["default"] != nil else {
                throw SourceError(
                    "\(address) needs the keys of an agent, and none was given to the build",
                    fix: "give it with --ssh default"
                )
            }
            let (repository, commit) = try Repository.clone(address, at: revision, into: path)
            try repository.checkOut(commit)
            return FetchedSource(
                files: try DirectoryFiles(Directory(opening: path)),
                identity: "git \(commit.id) \(folder) \(keepsGit)",
                path: folder.isEmpty ? "/" : folder,
                excludesGit: !keepsGit
            )
        }
    }

    private static func file(
        _ name: String,
        in folder: consuming Directory,
        _ seconds: Int64?,
        checksum: String?,
        _ address: String
    ) throws -> FetchedSource {
        let file = try folder.open(FilePath(name), O_RDONLY | O_NOFOLLOW)
        let digest = "sha256:\(try Fingerprints.digest(of: file, name))"
        if let checksum, checksum.lowercased() != digest {
            throw SourceError("\(address) has the digest \(digest), and \(checksum) was expected")
        }
        let time = timespec(tv_sec: Int(seconds ?? 0), tv_nsec: 0)
        var times = [time, time]
        futimens(file.descriptor, &times)
        // As Docker has it: nobody but the owner reads what came from elsewhere, unless --chmod says so.
        fchmod(file.descriptor, 0o600)
        return FetchedSource(
            files: try DirectoryFiles(folder),
            identity: digest,
            path: name,
            excludesGit: false
        )
    }
}
