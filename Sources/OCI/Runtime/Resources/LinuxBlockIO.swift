/// Weights and bounds of block devices.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Block IO".
package struct LinuxBlockIO: Sendable, Hashable, Codable {
    /// The share beside other cgroups, 10 to 1000; 0 is none said.
    package var weight: UInt16?
    /// The same for the tasks of this cgroup beside its children; cgroup v1 with CFQ only.
    package var leafWeight: UInt16?
    /// Weights of single devices.
    package var weightDevice: [LinuxWeightDevice]?
    /// Bounds of reading, in bytes a second.
    package var throttleReadBpsDevice: [LinuxThrottleDevice]?
    /// Bounds of writing, in bytes a second.
    package var throttleWriteBpsDevice: [LinuxThrottleDevice]?
    /// Bounds of reading, in operations a second.
    package var throttleReadIOPSDevice: [LinuxThrottleDevice]?
    /// Bounds of writing, in operations a second.
    package var throttleWriteIOPSDevice: [LinuxThrottleDevice]?

    /// A value by its parts, each of which may be left out.
    package init(
        weight: UInt16? = nil,
        leafWeight: UInt16? = nil,
        weightDevice: [LinuxWeightDevice]? = nil,
        throttleReadBpsDevice: [LinuxThrottleDevice]? = nil,
        throttleWriteBpsDevice: [LinuxThrottleDevice]? = nil,
        throttleReadIOPSDevice: [LinuxThrottleDevice]? = nil,
        throttleWriteIOPSDevice: [LinuxThrottleDevice]? = nil
    ) {
        self.weight = weight
        self.leafWeight = leafWeight
        self.weightDevice = weightDevice
        self.throttleReadBpsDevice = throttleReadBpsDevice
        self.throttleWriteBpsDevice = throttleWriteBpsDevice
        self.throttleReadIOPSDevice = throttleReadIOPSDevice
        self.throttleWriteIOPSDevice = throttleWriteIOPSDevice
    }
}
