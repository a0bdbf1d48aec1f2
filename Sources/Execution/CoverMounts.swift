import Containers
import Glibc
import HostSystem
import Images
import Pipelines
import SystemPackage

/// A folder of the host that a container gets, writable: a named volume.
struct VolumeMount: Sendable, Hashable {
    /// The folder in the store.
    var source: FilePath
    /// Where it is inside; absolute.
    var path: String
}

/// The mounts that one container gets over its layers, open until it has started.
final class CoverMounts {
    /// What goes where, in order; each a bind mount whose source is lent.
    private(set) var mounts: [(path: String, lent: LentMount)] = []
    private var names: NameFiles?

    /// Makes the mounts.
    ///
    /// - Parameters:
    ///   - covers: Paths of the host that cover the same paths inside, read-only.
    ///   - network: How names are found, which is by files, too.
    ///   - volumes: What lasts.
    /// - Throws: `SystemError`, `NetworkError`.
    init(_ covers: [String], network: ContainerNetwork, volumes: [VolumeMount]) throws {
        for path in covers {
            try add(FilePath(path), at: path, recursive: true, attributes: .readOnly)
        }
        try add(network)
        for volume in volumes {
            try add(
                volume.source,
                at: volume.path,
                recursive: false,
                attributes: [.noSetuid, .noDevices]
            )
        }
    }

    deinit {
        for mount in mounts { close(mount.lent.descriptor) }
    }

    private func add(_ network: ContainerNetwork) throws {
        switch network {
        case .none: return
        case .host:
            for path in ["/etc/resolv.conf", "/etc/hosts"] where access(path, R_OK) == 0 {
                try add(FilePath(path), at: path, recursive: false, attributes: .readOnly)
            }
        case .seat(let seat):
            let names = try seat.nameFiles()
            self.names = names
            for (path, source) in names.mounts {
                try add(source, at: path, recursive: false, attributes: .readOnly)
            }
        }
    }

    private func add(
        _ source: FilePath,
        at path: String,
        recursive: Bool,
        attributes: MountAttributes
    ) throws(SystemError) {
        let mount = try DetachedMount(cloning: source, recursive: recursive, attributes: attributes)
        let isDirectory = try mount.file.isDirectory
        let descriptor = try mount.file.duplicate().release()
        mounts.append((path, LentMount(descriptor: descriptor, isDirectory: isDirectory)))
    }
}
