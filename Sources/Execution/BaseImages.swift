import Containers
import Builds
import HostSystem
import Images
import Pipelines
import Synchronization

/// The bottoms of containers by where they come from, each made once a run.
final class BaseImages: Sendable {
    private let made = Mutex<[ImageSource: BaseRoot]>([:])
    private let snapshots: SnapshotStore
    private let request: RunRequest

    init(_ request: RunRequest, snapshots: SnapshotStore) {
        self.request = request
        self.snapshots = snapshots
    }

    /// The root of an image; blocks while it is made.
    ///
    /// - Throws: `SystemError`, `ImageError`.
    func root(of source: ImageSource) throws -> BaseRoot {
        if let root = made.withLock({ $0[source] }) { return root }
        let root = try make(source)
        return made.withLock { table in
            // Two jobs may have made it at once; one of the two is used by both.
            if let first = table[source] { return first }
            table[source] = root
            return root
        }
    }

    private func make(_ source: ImageSource) throws -> BaseRoot {
        switch source {
        case .host:
            return try HostImage(snapshots: snapshots, store: request.session.store)
                .root(rootful: !request.host.rights.inUserNamespace)
        case .scratch:
            return try ScratchImage.root(in: snapshots)
        default:
            throw ExecutionError.unsupportedImage(source)
        }
    }
}
