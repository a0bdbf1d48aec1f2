/// The priority of packets that leave by one interface.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Network".
package struct LinuxInterfacePriority: Sendable, Hashable, Codable {
    /// The interface, as the host names it: `eth0`.
    package var name: String?
    /// The priority.
    package var priority: UInt32?

    /// A value by its parts, each of which may be left out.
    package init(name: String? = nil, priority: UInt32? = nil) {
        self.name = name
        self.priority = priority
    }
}
