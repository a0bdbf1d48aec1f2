/// How the traffic of a container is marked; cgroup v1 only.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Network".
package struct LinuxNetworkClass: Sendable, Hashable, Codable {
    /// The class of its packets (`net_cls.classid`).
    package var classID: UInt32?
    /// The priorities of its packets by interface (`net_prio.ifpriomap`).
    package var priorities: [LinuxInterfacePriority]?

    /// A value by its parts, each of which may be left out.
    package init(classID: UInt32? = nil, priorities: [LinuxInterfacePriority]? = nil) {
        self.classID = classID
        self.priorities = priorities
    }
}
