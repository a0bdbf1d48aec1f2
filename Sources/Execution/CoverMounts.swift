import Containers
import Glibc
import HostSystem
import Images
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
    /// What goes where, in order, with the folders that have to be there before.
    private(set) var mounts: [MountSpec] = []
    private var descriptors: [Int32] = []

    /// Makes the mounts.
    ///
    /// - Parameters:
    ///   - covers: Paths of the host that cover the same paths inside, read-only.
    ///   - network: On the host's network a container also sees how the host finds names.
    ///   - volumes: What lasts.
    /// - Throws: `SystemError`.
    init(_ covers: [String], network: Network, volumes: [VolumeMount]) throws(SystemError) {
        for path in covers {
            try add(FilePath(path), at: path, recursive: true, attributes: .readOnly)
        }
        if network == .host {
            for path in ["/etc/resolv.conf", "/etc/hosts"] where access(path, R_OK) == 0 {
                try add(FilePath(path), at: path, recursive: false, attributes: .readOnly)
            }
        }
        for volume in volumes {
            // What an earlier volume holds is part of the way to a later one, so each is preceded by its own folders.
            mounts += Self.folders(downTo: FilePath(volume.path))
            try add(
                volume.source,
                at: volume.path,
                recursive: false,
                attributes: [.noSetuid, .noDevices]
            )
        }
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }

    /// The folders of a path, the topmost first.
    private static func folders(downTo path: FilePath) -> [MountSpec] {
        path.components.indices.map { index in
            let folder = path.components[...index].map(\.string).joined(separator: "/")
            return .directory(path: "/\(folder)", mode: 0o755)
        }
    }

    private func add(
        _ source: FilePath,
        at path: String,
        recursive: Bool,
        attributes: MountAttributes
    ) throws(SystemError) {
        let mount = try DetachedMount(cloning: source, recursive: recursive, attributes: attributes)
        let descriptor = try mount.file.duplicate().release()
        descriptors.append(descriptor)
        mounts.append(.detached(descriptor: descriptor, path: path))
    }
}
