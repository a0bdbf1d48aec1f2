import Glibc
import HostSystem
package import SystemPackage

/// What all containers of a process share: the init, `/dev/null`, the cgroup hierarchies and, for an ordinary user, the
/// host's device files.
package final class ContainerHost: Sendable {
    /// What the runner may do here.
    package let rights: HostRights
    /// Where cgroups can be made.
    package let cgroups: CgroupHierarchy
    let initProgram: DetachedMount
    let null: OpenFile
    private let devices: DeviceMounts
    private let system: DetachedMount

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
            devices = try DeviceMounts(bound: rights.inUserNamespace)
            system = try DetachedMount(cloning: "/sys", recursive: true, attributes: .readOnly)
        } catch {
            throw .start(error)
        }
    }

    /// The host's device files, where new nodes cannot be made.
    var deviceMounts: [String: Int32] { devices.descriptors }

    /// The host's `/sys`, for containers on the host's network that may not make their own.
    func systemMount(for network: Network) -> Int32? {
        rights.inUserNamespace && network == .host ? system.descriptor : nil
    }
}

/// Mounts of the host's device files, held as long as containers may need them.
private final class DeviceMounts: Sendable {
    let descriptors: [String: Int32]

    init(bound: Bool) throws(SystemError) {
        var descriptors: [String: Int32] = [:]
        for device in Device.standard where bound {
            let path = FilePath("/dev").appending(device.name)
            let mount = try DetachedMount(cloning: path)
            descriptors[device.name] = try mount.file.duplicate().release()
        }
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in descriptors.values { Glibc.close(descriptor) }
    }
}
