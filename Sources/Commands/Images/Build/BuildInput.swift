import ArgumentParser
import Builds
import Diagnostics
import Dockerfiles
import Frontends
import Git
import Glibc
import HostSystem
import Images
import SystemPackage

/// What a build reads: the Dockerfile, what the context leaves out, and where the context is.
struct BuildInput {
    let dockerfile: Dockerfile
    let ignored: IgnoreRules
    let context: BuildContext
    /// The time of a commit; nil for a folder.
    let time: Int64?

    /// The most bytes of a Dockerfile or ignore file.
    private static let maximumBytes = 1 << 20

    /// Finds the files.
    ///
    /// - Parameters:
    ///   - place: Where the context is.
    ///   - file: What `--file` says.
    /// - Throws: `DiagnosticError`, `ExitCode`, `GitError`.
    init(_ place: BuildPlace, file: String?) throws {
        let (name, bytes) = try Self.dockerfile(file, in: place)
        dockerfile = try Dockerfile(SourceFile(name: name, bytes: bytes))
        ignored = try Self.ignored(by: name, in: place)
        context = place.context
        time = place.time
    }

    private static func dockerfile(_ file: String?, in place: BuildPlace) throws -> (
        String, [UInt8]
    ) {
        if file == "-" {
            let input = try OpenFile(opening: "/dev/stdin")
            return ("<stdin>", try input.readAll(limit: maximumBytes, name: "standard input"))
        }
        if let file {
            if let bytes = try place.read(file, byUser: true) { return (file, bytes) }
            throw Console.fail("there is no \(file)\(place.where)", code: ExitCodes.wrongInput)
        }
        for name in Dockerfile.standardNames {
            if let bytes = try place.read(name, byUser: false) { return (place.shown(name), bytes) }
        }
        throw Console.fail(
            "there is no Dockerfile\(place.where)\n  hint: name it with -f",
            code: ExitCodes.wrongInput
        )
    }

    /// The ignore file of this Dockerfile alone, else the context's.
    private static func ignored(by name: String, in place: BuildPlace) throws -> IgnoreRules {
        let own = "\(name).dockerignore"
        if let bytes = try place.read(own, byUser: true) ?? nil {
            return try IgnoreRules(SourceFile(name: own, bytes: bytes))
        }
        for name in [".containerignore", ".dockerignore"] {
            guard let bytes = try place.read(name, byUser: false) else { continue }
            return try IgnoreRules(SourceFile(name: place.shown(name), bytes: bytes))
        }
        return IgnoreRules()
    }
}

/// Where a context is: a commit's folder, or one on disk.
enum BuildPlace {
    case commit(
        Repository,
        tree: ObjectID,
        time: Int64,
        label: String,
        revision: String,
        isTop: Bool
    )
    case directory(FilePath, shown: String)

    /// Reads what names a context.
    ///
    /// - Parameters:
    ///   - text: A folder, a commit or an address; nil for the commit HEAD here.
    ///   - session: Where a repository from elsewhere is kept for the build.
    /// - Throws: `ExitCode`, `GitError`, what opening the session throws.
    init(_ text: String?, _ session: () throws -> Session) throws {
        if let text {
            var status = stat()
            if stat(text, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                self = .directory(try Self.realPath(text), shown: text)
                return
            }
            if RemoteContext.isRemote(text) {
                self = try Self.remote(text, try session())
                return
            }
            guard text.contains("@") else {
                throw Console.fail(
                    "\(text) is no folder\n  hint: a commit is named REPO@REV[:DIR]",
                    code: ExitCodes.wrongInput
                )
            }
        }
        self = try Self.commit(text ?? "@HEAD")
    }

    private static func remote(_ text: String, _ session: Session) throws -> BuildPlace {
        let found: RemoteContext?
        do {
            found = try RemoteContext(text, in: session)
        } catch let error as GitError {
            let code =
                if case .unknownRevision = error { ExitCodes.wrongInput } else {
                    ExitCodes.hostFailure
                }
            throw Console.fail(
                error.description + (error.hint.map { "\n  hint: \($0)" } ?? ""),
                code: code
            )
        }
        guard let found else {
            throw Console.fail(
                "\(text) is not the address of a repository: those end in .git\n  hint: fetch an archive, and build the folder that it is unpacked into",
                code: ExitCodes.wrongInput
            )
        }
        return try commit(found.commit, of: found.repository, found.folder)
    }

    private static func commit(_ text: String) throws -> BuildPlace {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].isEmpty ? "." : String(parts[0])
        let revision = rest[0].isEmpty ? "HEAD" : String(rest[0])
        let folder = rest.count == 2 ? String(rest[1]) : ""
        let repository: Repository
        let commit: Commit
        do {
            repository = try Repository(at: FilePath(path))
            commit = try repository.commit(at: revision)
        } catch {
            throw Console.fail(
                "\(error)\n  hint: name a folder to build it as it lies, or a commit as REPO@REV",
                code: ExitCodes.wrongInput
            )
        }
        return try Self.commit(commit, of: repository, folder)
    }

    private static func commit(_ commit: Commit, of repository: Repository, _ folder: String) throws
        -> BuildPlace
    {
        guard let entry = try repository.entry(at: folder, in: commit.tree),
            entry.kind == .directory
        else {
            throw Console.fail(
                "commit \(commit.id.short) has no folder \(folder)",
                code: ExitCodes.wrongInput
            )
        }
        return .commit(
            repository,
            tree: entry.id,
            time: commit.time,
            label: commit.id.short,
            revision: "\(commit.id)",
            isTop: entry.id == commit.tree
        )
    }

    private static func realPath(_ text: String) throws -> FilePath {
        guard let real = realpath(text, nil) else {
            throw SystemError.last("find \(text)", "realpath")
        }
        defer { free(real) }
        return FilePath(platformString: real)
    }

    /// The context.
    var context: BuildContext {
        switch self {
        case .commit(let repository, let tree, _, _, _, _):
            .commit(gitDirectory: repository.gitDirectory, tree: tree)
        case .directory(let path, _): .directory(path)
        }
    }

    /// The commit's time in seconds since 1970; nil for a folder.
    var time: Int64? {
        switch self {
        case .commit(_, _, let time, _, _, _): time
        case .directory: nil
        }
    }

    /// For messages: where a file was looked for.
    var `where`: String {
        switch self {
        case .commit(_, _, _, let label, _, _): " in commit \(label)"
        case .directory(_, let shown): shown == "." ? " here" : " in \(shown)"
        }
    }

    /// Whether there is a Dockerfile.
    var hasDockerfile: Bool {
        get throws {
            for name in Dockerfile.standardNames {
                if try read(name, byUser: false) != nil { return true }
            }
            return false
        }
    }

    /// The repository and the commit whose environment is built where there is no Dockerfile; nil for a folder.
    var commit: (repository: Repository, revision: String)? {
        guard case .commit(let repository, _, _, _, let revision, true) = self else { return nil }
        return (repository, revision)
    }

    /// What a file of the context is called in messages.
    func shown(_ name: String) -> String {
        switch self {
        case .commit: name
        case .directory(_, let shown): shown == "." ? name : FilePath(shown).appending(name).string
        }
    }

    /// Reads a file; nil where it is not there.
    ///
    /// - Parameters:
    ///   - name: Its name in the context.
    ///   - byUser: Whether the user named it: then a file on disk is relative to where the user is.
    /// - Returns: Its bytes.
    /// - Throws: `GitError`, `SystemError`.
    func read(_ name: String, byUser: Bool) throws -> [UInt8]? {
        switch self {
        case .commit(let repository, let tree, _, _, _, _):
            guard let entry = try repository.entry(at: name, in: tree),
                entry.kind == .file || entry.kind == .executable
            else { return nil }
            return try repository.blob(entry.id)
        case .directory(let path, _):
            if byUser, access(name, F_OK) == 0 {
                return try OpenFile(opening: FilePath(name)).readAll(limit: 1 << 20, name: name)
            }
            let folder = try Directory(opening: path)
            let relative = FilePath(root: nil, FilePath(name).components)
            guard folder.contains(relative) else { return nil }
            return try folder.openInRoot(relative).readAll(limit: 1 << 20, name: name)
        }
    }
}
