import HostSystem
package import Images
import SystemPackage

/// The layer under all others: the folders and files over which the runtime mounts its own, so that it never has to
/// make one in a container's writable layer.
package enum Skeleton {
    /// Its name; the number changes with its content.
    static let name = SnapshotName(layerName)

    /// Its name as text.
    package static let layerName = "skeleton-1"

    /// Where the runner hands files to a step and gets them back.
    package static let handover = "/run/cuvette"

    /// The layer, made where it is missing.
    ///
    /// - Parameter snapshots: Where layers are kept.
    /// - Returns: The layer.
    /// - Throws: `SystemError`.
    package static func layer(in snapshots: SnapshotStore) throws -> Snapshot {
        try snapshots.make(name) { directory in
            for path in ["proc", "sys", "dev", "run/cuvette", "etc", Source.folder] {
                _ = try directory.makeDirectory(FilePath(path), mode: 0o755)
            }
            let etc = try directory.directory("etc")
            try etc.writeFile("hosts", Array(hosts.utf8), mode: 0o644)
            try etc.writeFile("hostname", Array("cuvette\n".utf8), mode: 0o644)
            try etc.writeFile("resolv.conf", [], mode: 0o644)
        }
    }

    /// Whether a layer is this one, which belongs to no image.
    package static func isSkeleton(_ name: SnapshotName) -> Bool { name == Self.name }

    /// The names that every container knows.
    static let hosts = """
        127.0.0.1 localhost cuvette
        ::1 localhost ip6-localhost ip6-loopback

        """
}
