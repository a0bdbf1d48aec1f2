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

    /// Makes the mounts.
    ///
    /// - Parameters:
    ///   - covers: Paths of the host that cover the same paths inside, read-only.
    ///   - network: On the host's network a container also sees how the host finds names.
    ///   - volumes: What lasts.
    /// - Throws: `SystemError`.
    init(_ covers: [String], network: NetworkMode, volumes: [VolumeMount]) throws(SystemError) {
        for path in covers {
            try add(FilePath(path), at: path, recursive: true, attributes: .readOnly)
        }
        if network == .host {
            for path in ["/etc/resolv.conf", "/etc/hosts"] where access(path, R_OK) == 0 {
                try add(FilePath(path), at: path, recursive: false, attributes: .readOnly)
            }
        }
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
