/// A range of ids of the container, and the host's ids that they stand for.
///
/// Source: OCI runtime-spec, config-linux.md, "User namespace mappings"; user_namespaces(7).
package struct LinuxIDMapping: Sendable, Hashable, Codable {
    /// The first id inside.
    package var containerID: UInt32
    /// The first id outside.
    package var hostID: UInt32
    /// How many.
    package var size: UInt32

    /// A range.
    package init(containerID: UInt32, hostID: UInt32, size: UInt32) {
        self.containerID = containerID
        self.hostID = hostID
        self.size = size
    }
}
