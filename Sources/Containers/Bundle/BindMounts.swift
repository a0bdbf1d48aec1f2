import CSandbox
import Glibc
import HostSystem
package import OCI
package import SystemPackage

/// The bind mounts of a specification, made on the host's side and held until the container has started.
///
/// The child gets descriptors only: no path of the host is looked up in the container's view of it.
package final class BindMounts: Sendable {
    /// What is lent, by place in the specification's `mounts`.
    package let lent: [Int: LentMount]
    /// What links say that are copied, by place in the specification's `mounts`.
    package let links: [Int: String]

    /// Makes the mounts.
    ///
    /// - Parameters:
    ///   - spec: The specification.
    ///   - bundle: The directory from which relative sources are counted.
    /// - Throws: `ContainerError.start`; nothing is left then.
    package init(_ spec: RuntimeSpec, bundle: FilePath) throws(ContainerError) {
        var made: [Int: LentMount] = [:]
        var links: [Int: String] = [:]
        do {
            for (index, mount) in (spec.mounts ?? []).enumerated() {
                let options = MountOptions(mount.options ?? [])
                guard !options.isRemount, options.binds || mount.type == "bind" else { continue }
                if options.copiesLink, let link = Self.link(at: Self.source(of: mount, bundle)) {
                    links[index] = link
                } else {
                    made[index] = try Self.make(mount, options, spec, bundle)
                }
            }
        } catch {
            for mount in made.values { close(mount.descriptor) }
            throw .start(error)
        }
        lent = made
        self.links = links
    }

    private static func source(of mount: RuntimeMount, _ bundle: FilePath) -> FilePath {
        bundle.pushing(FilePath(mount.source ?? ""))
    }

    /// What a symbolic link says; nil where there is none.
    private static func link(at path: FilePath) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let length = path.withPlatformString { readlink($0, &buffer, buffer.count) }
        return length < 0 ? nil : String(decoding: buffer[..<length], as: UTF8.self)
    }

    deinit {
        for mount in lent.values { close(mount.descriptor) }
    }

    private static func make(
        _ mount: RuntimeMount,
        _ options: MountOptions,
        _ spec: RuntimeSpec,
        _ bundle: FilePath
    ) throws(SystemError) -> LentMount {
        let source = source(of: mount, bundle)
        // O_PATH: found, not opened, so that a FIFO or a device does nothing.
        let place = try OpenFile(opening: source, 0o10_000_000)
        let isDirectory = try place.isDirectory
        let made = try DetachedMount(cloning: place, named: source, recursive: options.isRecursive)
        try shift(made, mount, options, spec, source)
        for change in [options.deep, options.own] where !change.isEmpty {
            try made.apply(change, named: source)
        }
        // Without a word about it nothing spreads, whatever the host's own mount does.
        let alone = MountChange(propagation: .private, recursive: true)
        for change in options.early.isEmpty ? [alone] : options.early {
            try made.apply(change, named: source)
        }
        let descriptor = try made.file.duplicate().release()
        return LentMount(descriptor: descriptor, isDirectory: isDirectory)
    }

    /// Shifts the ids of a mount as its own maps say, or those of the container.
    private static func shift(
        _ made: borrowing DetachedMount,
        _ mount: RuntimeMount,
        _ options: MountOptions,
        _ spec: RuntimeSpec,
        _ source: FilePath
    ) throws(SystemError) {
        let users = mount.uidMappings ?? (options.mapsIDs == nil ? nil : spec.linux?.uidMappings)
        let groups = mount.gidMappings ?? (options.mapsIDs == nil ? nil : spec.linux?.gidMappings)
        guard let users, let groups else { return }
        let namespace = OpenFile(
            adopting: try call(
                "make a user namespace for \(source)",
                "clone3",
                csandbox_user_namespace(lines(users), lines(groups))
            )
        )
        var change = MountChange(set: .mappedIDs, recursive: options.mapsIDs == .deep)
        change.userNamespace = namespace.descriptor
        try made.apply(change, named: source)
    }

    private static func lines(_ maps: [LinuxIDMapping]) -> String {
        maps.map { "\($0.containerID) \($0.hostID) \($0.size)\n" }.joined()
    }
}
