import Builds
import Containers
import HostSystem
import Images
import Pipelines
import Registries
import Synchronization
import SystemPackage

/// The bottoms of containers by where they come from, each made once a run.
final class BaseImages: Sendable {
    private let made = Mutex<[ImageSource: BaseRoot]>([:])
    private let snapshots: SnapshotStore
    private let request: RunRequest
    private let events: EventStream

    init(_ request: RunRequest, snapshots: SnapshotStore, events: EventStream) {
        self.request = request
        self.snapshots = snapshots
        self.events = events
    }

    /// The root of an image.
    ///
    /// - Parameter source: Where the pipeline says it comes from.
    /// - Returns: The root.
    /// - Throws: `SystemError`, `ImageError`, `RegistryError`.
    func root(of source: ImageSource) async throws -> BaseRoot {
        if let root = made.withLock({ $0[source] }) { return root }
        let root = try await make(source)
        return made.withLock { table in
            // Two jobs may have made it at once; one of the two is used by both.
            if let first = table[source] { return first }
            table[source] = root
            return root
        }
    }

    private func make(_ source: ImageSource) async throws -> BaseRoot {
        let snapshots = snapshots
        switch source {
        case .host:
            let image = HostImage(snapshots: snapshots, store: request.session.store)
            let rootful = !request.host.rights.inUserNamespace
            return try await offload { try image.root(rootful: rootful) }
        case .scratch:
            return try await offload { try ScratchImage.root(in: snapshots) }
        case .directory(let path):
            return try await load(.directory(try place(path)))
        case .ociLayout(let path, let tag):
            return try await load(.layout(try place(path), tag: tag))
        case .ociArchive(let path, let tag):
            return try await load(.layoutArchive(try place(path), tag: tag))
        case .dockerArchive(let path, let reference):
            return try await load(.dockerArchive(try place(path), reference: reference))
        case .built(let build):
            let stage = try await BuiltImages(request: request, events: events).stage(of: build)
            return try await offload { try ImageRoot.root(of: stage, in: snapshots) }
        case .named(let name):
            let provider = ImageProvider(
                request.session,
                marks: marks,
                means: try request.registries(),
                policy: request.pullPolicy,
                observer: TransferTeller(name, events)
            )
            return try await root(of: try await provider.image(name), named: name)
        }
    }

    private func load(_ base: BaseImage) async throws -> BaseRoot {
        let image = try await ImageLoader(request.session, marks: marks).load(base)
        return try await root(of: image, named: "\(base)")
    }

    private var marks: OverlayMarks { request.host.rights.inUserNamespace ? .user : .trusted }

    private func root(of image: LoadedImage, named name: String) async throws -> BaseRoot {
        for note in image.notes { events.tell(.note("image \(name): \(note)")) }
        let snapshots = snapshots
        return try await offload { try ImageRoot.root(of: image, in: snapshots) }
    }

    private func place(_ path: String) throws(SystemError) -> FilePath {
        try AllowedPaths(root: request.repository.root, allowed: request.allowedPaths).path(
            of: path
        )
    }
}
