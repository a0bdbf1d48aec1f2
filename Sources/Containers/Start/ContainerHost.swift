import CSandbox
import Glibc
package import HostSystem
package import OCI
package import SystemPackage

/// What all containers of a process share: the init, `/dev/null` and the cgroup hierarchies.
package final class ContainerHost: Sendable {
    /// What the runner may do here.
    package let rights: HostRights
    /// Where cgroups can be made.
    package let cgroups: CgroupHierarchy
    private let reserved: ReservedDescriptors
    let initProgram: OpenFile
    let null: OpenFile

    /// Opens what containers share.
    ///
    /// The init is reached through a read-only mount of its own or, where none may be made, is a sealed copy in memory:
    /// a container that opens the running program for writing through `/proc` is refused (CVE-2019-5736).
    ///
    /// - Parameters:
    ///   - initProgram: The path of `cuvette-init`.
    ///   - rights: What the runner may do.
    ///   - cgroups: Where cgroups can be made.
    /// - Throws: `ContainerError.start`.
    package init(
        initProgram: FilePath,
        rights: HostRights,
        cgroups: CgroupHierarchy = .detect()
    ) throws(ContainerError) {
        self.rights = rights
        self.cgroups = cgroups
        do {
            reserved = try ReservedDescriptors()
            self.initProgram = try InitProgram.open(initProgram)
            null = try OpenFile(opening: "/dev/null", O_RDONLY)
        } catch {
            throw .start(error)
        }
    }
}

/// The static init, open to be executed and by nobody to be written.
private enum InitProgram {
    static func open(_ path: FilePath) throws(SystemError) -> OpenFile {
        do {
            return try DetachedMount(
                cloning: path,
                attributes: [.readOnly, .noSetuid, .noDevices]
            ).file.duplicate()
        } catch  where error.errno == .notPermitted {
            return try sealedCopy(of: path)
        }
    }

    /// memfd_create(2), `F_SEAL_WRITE`.
    private static func sealedCopy(of path: FilePath) throws(SystemError) -> OpenFile {
        let bytes = try OpenFile(opening: path).readAll(limit: 1 << 28, name: path.string)
        let made = csandbox_memfd("cuvette-init")
        let copy = OpenFile(adopting: try call("copy \(path)", "memfd_create", made))
        try copy.writeAll(bytes, name: path.string)
        try call("seal the copy of \(path)", "fcntl", csandbox_seal(copy.descriptor))
        return copy
    }
}

/// Mounts of the host's files that one container of an ordinary user gets in place of nodes and file systems of its
/// own; open until it has started, since a mount can be moved to one place only.
package final class HostMounts: Sendable {
    /// The devices by path.
    package let devices: [String: Int32]
    /// The host's `/sys`, for a container on the host's network.
    package let system: Int32?

    /// Makes the mounts; none for root on the host's own user ids.
    ///
    /// - Parameters:
    ///   - rights: What the runner may do.
    ///   - spec: The container.
    ///   - joined: Namespaces that it is lent; a network among them is one of ours, whose `/sys` can be mounted.
    /// - Throws: `SystemError`.
    package init(
        _ rights: HostRights,
        _ spec: RuntimeSpec,
        joined: [JoinedNamespace] = []
    ) throws(SystemError) {
        let namespaces = Set((spec.linux?.namespaces ?? []).map(\.type))
        var devices: [String: Int32] = [:]
        let lacksNodes = rights.inUserNamespace || namespaces.contains("user")
        for path in Self.devices(of: spec) where lacksNodes {
            let mount = try DetachedMount(cloning: FilePath(path))
            devices[path] = try mount.file.duplicate().release()
        }
        self.devices = devices
        let hasNetwork =
            namespaces.contains("network") || joined.contains { $0.namespaces.contains(.network) }
        guard lacksNodes, !hasNetwork else {
            system = nil
            return
        }
        let mount = try DetachedMount(cloning: "/sys", recursive: true, attributes: .readOnly)
        system = try mount.file.duplicate().release()
    }

    /// The paths of the devices that the container has.
    private static func devices(of spec: RuntimeSpec) -> Set<String> {
        Set(Device.standard.map { "/dev/\($0.name)" })
            .union((spec.linux?.devices ?? []).filter { $0.type != "p" }.map(\.path))
    }

    deinit {
        for descriptor in Array(devices.values) + [system].compactMap({ $0 }) {
            Glibc.close(descriptor)
        }
    }
}
