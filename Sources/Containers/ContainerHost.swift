import Glibc
import HostSystem
package import SystemPackage

/// What all containers of a process share: the init, `/dev/null` and the cgroup hierarchies.
package final class ContainerHost: Sendable {
    /// What the runner may do here.
    package let rights: HostRights
    /// Where cgroups can be made.
    package let cgroups: CgroupHierarchy
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
final class HostMounts: Sendable {
    /// The devices by name.
    let devices: [String: Int32]
    /// The host's `/sys`, for a container on the host's network.
    let system: Int32?

    /// Makes the mounts; none for root.
    init(_ rights: HostRights, _ network: Network) throws(SystemError) {
        var devices: [String: Int32] = [:]
        for device in Device.standard where rights.inUserNamespace {
            let mount = try DetachedMount(cloning: FilePath("/dev").appending(device.name))
            devices[device.name] = try mount.file.duplicate().release()
        }
        self.devices = devices
        guard rights.inUserNamespace, network == .host else {
            system = nil
            return
        }
        let mount = try DetachedMount(cloning: "/sys", recursive: true, attributes: .readOnly)
        system = try mount.file.duplicate().release()
    }

    deinit {
        for descriptor in Array(devices.values) + [system].compactMap({ $0 }) {
            Glibc.close(descriptor)
        }
    }
}
