/// What only Linux has of a container.
///
/// Source: OCI runtime-spec, config-linux.md.
package struct LinuxSpec: Sendable, Hashable, Codable {
    /// The namespaces that it does not share with the runtime.
    package var namespaces: [LinuxNamespace]?
    /// User ids in its user namespace.
    package var uidMappings: [LinuxIDMapping]?
    /// Group ids in its user namespace.
    package var gidMappings: [LinuxIDMapping]?
    /// How far its clocks are ahead, in a time namespace: by `monotonic` and `boottime`.
    package var timeOffsets: [String: LinuxTimeOffset]?
    /// Devices besides the standard ones.
    package var devices: [LinuxDevice]?
    /// Network interfaces of the host that move into it, by name.
    package var netDevices: [String: LinuxNetDevice]?
    /// Where its cgroup lies: from the root of the hierarchy, or from where the runtime likes if relative.
    package var cgroupsPath: String?
    /// What it may use.
    package var resources: LinuxResources?
    /// Kernel settings of its namespaces, in the words of sysctl(8).
    package var sysctl: [String: String]?
    /// The system calls it may make.
    package var seccomp: LinuxSeccomp?
    /// How mounts at its root spread: `shared`, `slave`, `private` or `unbindable`.
    package var rootfsPropagation: String?
    /// Hidden: reading one gives nothing.
    package var maskedPaths: [String]?
    /// Cannot be written.
    package var readonlyPaths: [String]?
    /// The SELinux label of its mounts.
    package var mountLabel: String?
    /// Which kind of machine it sees.
    package var personality: LinuxPersonality?
    /// Intel's cache and memory bandwidth allocation.
    package var intelRdt: LinuxIntelRDT?

    /// Nothing said.
    package init() {}
}
