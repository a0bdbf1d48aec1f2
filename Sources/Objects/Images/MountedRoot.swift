import Builds
package import Containers
package import HostSystem
package import Images
import SystemPackage

/// A container's root file system, mounted at no path: its image's layers with its own on top.
package struct MountedRoot: ~Copyable {
    /// The mount.
    package let mount: DetachedMount
    /// It, open for work below it.
    package let directory: Directory
    /// Paths of the host that cover the same paths inside, read-only.
    package let covers: [String]

    /// Mounts the root of a container that nobody else has mounted.
    ///
    /// - Parameters:
    ///   - container: Whose.
    ///   - session: For what is made on the way.
    ///   - rights: What we may do.
    /// - Returns: The root.
    /// - Throws: `SystemError`, `ObjectError` where a layer is gone.
    package static func mount(
        _ container: StoredContainer,
        _ session: Session,
        _ rights: HostRights
    ) throws -> MountedRoot {
        let base = try BaseLayers(container.configuration.image, session, rights)
        let layer = container.folder.layer
        try layer.renew()
        let mount = try layer.mount(
            over: base.chain,
            extraLowers: base.descriptors,
            userXattr: rights.inUserNamespace,
            // What outlives its container may have to outlive a crash of the machine too.
            isVolatile: container.configuration.removesItself
        )
        withExtendedLifetime(base) {}
        let directory = try mount.directory(named: "the container's root")
        return MountedRoot(mount: mount, directory: directory, covers: base.covers)
    }

    /// Who a text means among the container's users.
    ///
    /// - Throws: `IdentityError`.
    package borrowing func user(_ text: String) throws -> UserDatabase.User {
        try UserDatabase(below: directory).user(text.isEmpty ? "0" : text)
    }

    /// The number of a group among the container's.
    ///
    /// - Throws: `IdentityError`.
    package borrowing func group(_ text: String) throws -> UInt32 {
        try UserDatabase(below: directory).user("0:\(text)").identity.gid
    }
}

/// What lies under a container's own layer, held open.
struct BaseLayers: Sendable {
    /// Layers, bottom first.
    let chain: SnapshotChain
    /// Paths of the host that cover the same paths inside.
    let covers: [String]
    private let host: BaseRoot?

    /// Descriptors of further layers, above the chain; lent.
    var descriptors: [Int32] { host?.lowerDescriptors ?? [] }

    init(_ image: ImageUse, _ session: Session, _ rights: HostRights) throws {
        let snapshots = SnapshotStore(session)
        switch image.root {
        case .host:
            let root = try HostImage(snapshots: snapshots, store: session.store)
                .root(rootful: !rights.inUserNamespace)
            host = root
            chain = root.chain
            covers = root.covers
        case .layers(let layers):
            host = nil
            covers = []
            chain = SnapshotChain(try layers.map { try Self.snapshot($0, session, snapshots) })
        }
    }

    private static func snapshot(_ layer: LayerUse, _ session: Session, _ store: SnapshotStore)
        throws -> Snapshot
    {
        let path = FilePath(layer.path)
        let kept = session.store.path.appending("snapshots")
        // A root file system in place is no layer of the store.
        guard path.starts(with: kept) else {
            return Snapshot(name: SnapshotName(layer.name), path: path)
        }
        guard let snapshot = try store.existing(SnapshotName(layer.name)) else {
            throw ObjectError(
                "layer \(layer.name) of the image is gone from the store",
                hint: "make the container anew"
            )
        }
        return snapshot
    }
}
