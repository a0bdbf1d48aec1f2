/// The weight of one block device.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Block IO".
package struct LinuxWeightDevice: Sendable, Hashable, Codable {
    /// The device's major number.
    package var major: Int64?
    /// The device's minor number.
    package var minor: Int64?
    /// The share beside other cgroups, 10 to 1000.
    package var weight: UInt16?
    /// The same for the tasks of this cgroup beside its children; cgroup v1 with CFQ only.
    package var leafWeight: UInt16?

    /// A value by its parts, each of which may be left out.
    package init(
        major: Int64? = nil,
        minor: Int64? = nil,
        weight: UInt16? = nil,
        leafWeight: UInt16? = nil
    ) {
        self.major = major
        self.minor = minor
        self.weight = weight
        self.leafWeight = leafWeight
    }
}
