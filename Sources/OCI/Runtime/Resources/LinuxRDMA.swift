/// The bound of one RDMA device.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "RDMA".
package struct LinuxRDMA: Sendable, Hashable, Codable {
    /// How many handles may be open.
    package var hcaHandles: UInt32?
    /// How many objects there may be.
    package var hcaObjects: UInt32?

    /// A value by its parts, each of which may be left out.
    package init(hcaHandles: UInt32? = nil, hcaObjects: UInt32? = nil) {
        self.hcaHandles = hcaHandles
        self.hcaObjects = hcaObjects
    }
}
