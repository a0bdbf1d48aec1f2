import Containers
import HostSystem
import Images
import SystemPackage

/// The files of a chain of layers as a container would see them, read-only and mounted at no path.
struct LayerView: ~Copyable {
    /// The mount.
    let mount: DetachedMount

    /// Mounts the layers.
    ///
    /// - Parameters:
    ///   - layers: Bottom first.
    ///   - snapshots: Where the layers below all others are kept.
    ///   - userXattr: Whether overlayfs keeps its marks in `user.` attributes.
    /// - Returns: The view.
    /// - Throws: `SystemError`.
    static func of(_ layers: [Snapshot], in snapshots: SnapshotStore, userXattr: Bool) throws
        -> LayerView
    {
        // An overlay without a writable layer wants two others at least.
        let bottom = try BuildBase.empty(in: snapshots)
        var options = (bottom + layers).reversed().map {
            DetachedMount.Option.string("lowerdir+", $0.path.string)
        }
        if userXattr { options.append(.flag("userxattr")) }
        return LayerView(
            mount: try DetachedMount(
                of: "overlay",
                options,
                attributes: [.readOnly, .noSetuid, .noDevices]
            )
        )
    }

    /// The root of the files.
    func root() throws(SystemError) -> Directory {
        try mount.directory(named: "/")
    }
}

/// The layers under those of every build.
enum BuildBase {
    /// The folders and files over which the runtime mounts its own, so that it makes none in an image's layer.
    static func skeleton(in snapshots: SnapshotStore) throws -> Snapshot {
        try snapshots.make(SnapshotName("build-skeleton-1")) { directory in
            for path in ["proc", "sys", "dev", "etc"] {
                _ = try directory.makeDirectory(FilePath(path), mode: 0o755)
            }
            let etc = try directory.directory("etc")
            for name in ["hosts", "hostname", "resolv.conf"] {
                try etc.writeFile(FilePath(name), [], mode: 0o644)
            }
        }
    }

    /// Two layers with nothing in them.
    static func empty(in snapshots: SnapshotStore) throws -> [Snapshot] {
        try ["build-empty-1", "build-empty-2"].map { name in
            try snapshots.make(SnapshotName(name)) { _ in }
        }
    }
}
