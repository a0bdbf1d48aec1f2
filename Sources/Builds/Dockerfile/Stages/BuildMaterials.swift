import Containers
import Diagnostics
import Dockerfiles
import Git
import HostSystem
import Images
import Logs
import Synchronization
import SystemPackage

/// What all stages of a build share, ready before the first begins.
final class BuildMaterials: Sendable {
    let request: BuildRequest
    let cache: BuildCache
    let snapshots: SnapshotStore
    let network: BuildNetwork
    let redactor: Redactor
    let interruption = BuildInterruption()
    let skeleton: Snapshot
    /// The digests of the context's files; nil for a commit's.
    let fingerprints: Fingerprints?
    private let knownFilter = Mutex<SeccompFilter?>(nil)
    /// Keeps the network and the snapshots of others' builds from being collected meanwhile.
    private let lock: StoreLock

    /// Opens what a build needs.
    init(_ request: BuildRequest) throws {
        self.request = request
        let session = request.session
        lock = try StoreLock(session.store, exclusive: false, wait: true)
        cache = try BuildCache(session)
        snapshots = SnapshotStore(session)
        network = BuildNetwork(in: session)
        redactor = Redactor(request.secrets.values.map { String(decoding: $0, as: UTF8.self) })
        skeleton = try BuildBase.skeleton(in: snapshots)
        switch request.context {
        case .directory(let path): fingerprints = try Fingerprints(of: path, in: session.store)
        case .commit, .empty: fingerprints = nil
        }
    }

    /// The file that is built.
    var dockerfile: Dockerfile { request.dockerfile }

    /// Whether overlayfs keeps its marks in `user.` attributes.
    var userXattr: Bool { request.host.rights.inUserNamespace }

    /// The system calls of commands, compiled for the first of them.
    func filter() throws -> SeccompFilter {
        try knownFilter.withLock { known in
            if let known { return known }
            let folder = try request.session.store.folder("cache")
            let filter = try SeccompCache(in: folder).program(of: .standard())
            known = filter
            return filter
        }
    }

    /// Tells of something.
    func tell(_ event: BuildEvent) { request.observer.observe(event) }

    /// The context, for one thread.
    func contextFiles() throws -> any SourceFiles {
        switch request.context {
        case .commit(let gitDirectory, let tree, let objects):
            let repository = try Repository(at: gitDirectory)
            if let objects { try repository.addObjects(at: objects) }
            return CommitFiles(tree, in: repository)
        case .directory(let path):
            return try DirectoryFiles(
                Directory(opening: path),
                fingerprints: fingerprints,
                hidden: request.session.store.path
            )
        case .empty: return TextFiles(texts: [:])
        }
    }

    /// A mistake of the file.
    func mistake(
        _ code: String,
        _ message: String,
        at range: SourceRange?,
        fix: String? = nil
    ) -> BuildFailure {
        .mistakes([
            Diagnostic(code: code, message, in: dockerfile.file, at: range, fix: fix)
        ])
    }
}
