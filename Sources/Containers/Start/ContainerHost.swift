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
    let initProgram: DetachedMount
    let null: OpenFile

    /// Opens what containers share.
    ///
    /// The init is reached through a read-only mount of its own: a container that opens the running program for
    /// writing through `/proc` is refused by that mount (CVE-2019-5736).
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
            self.initProgram = try DetachedMount(
                cloning: initProgram,
                attributes: [.readOnly, .noSetuid, .noDevices]
            )
            null = try OpenFile(opening: "/dev/null", O_RDONLY)
        } catch {
            throw .start(error)
        }
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
    package init(_ rights: HostRights, _ spec: RuntimeSpec) throws(SystemError) {
        let namespaces = Set((spec.linux?.namespaces ?? []).map(\.type))
        var devices: [String: Int32] = [:]
        let lacksNodes = rights.inUserNamespace || namespaces.contains("user")
        for path in Self.devices(of: spec) where lacksNodes {
            let mount = try DetachedMount(cloning: FilePath(path))
            devices[path] = try mount.file.duplicate().release()
        }
        self.devices = devices
        guard lacksNodes, !namespaces.contains("network") else {
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
