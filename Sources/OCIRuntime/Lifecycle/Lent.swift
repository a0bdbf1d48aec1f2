import Containers
import HostSystem
import OCI
import SystemPackage

/// What a start borrows from the host, held until the container is made.
final class Lent: Sendable {
    private let binds: BindMounts
    private let namespaces: NamespaceFiles
    private let mounts: HostMounts
    private let filter: SeccompFilter

    /// Opens and makes what a specification needs.
    init(_ spec: RuntimeSpec, bundle: FilePath, on rights: HostRights, filters: FilePath) throws {
        if let process = spec.process { try SecurityModule.check(process) }
        binds = try BindMounts(spec, bundle: bundle)
        namespaces = try NamespaceFiles(spec)
        mounts = try HostMounts(rights, spec)
        filter = try SeccompFilter(spec, keptIn: filters)
    }

    /// The resources of a start, but for its root and cgroup.
    func resources(start: StagedStart) -> SandboxResources {
        var resources = SandboxResources(start: .staged(start))
        resources.mounts = binds.lent
        resources.links = binds.links
        resources.joined = namespaces.joined
        resources.deviceMounts = mounts.devices
        resources.systemMount = mounts.system
        resources.filter = filter
        return resources
    }
}

extension SeccompFilter {
    /// The filter of a specification, compiled or taken from where compiled ones are kept.
    init(_ spec: RuntimeSpec, keptIn folder: FilePath) throws {
        guard let seccomp = spec.linux?.seccomp else {
            self = .none
            return
        }
        self = try SeccompCache(in: Directory(creating: folder)).program(of: seccomp)
    }
}
