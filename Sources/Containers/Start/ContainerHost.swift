import Glibc
import HostSystem
import OCI
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
