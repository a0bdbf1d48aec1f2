/// The bound of one block device.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Block IO".
package struct LinuxThrottleDevice: Sendable, Hashable, Codable {
    /// The device's major number.
    package var major: Int64?
    /// The device's minor number.
    package var minor: Int64?
    /// Bytes or operations a second; 0 is no bound.
    package var rate: UInt64?

    /// A value by its parts, each of which may be left out.
    package init(major: Int64? = nil, minor: Int64? = nil, rate: UInt64? = nil) {
        self.major = major
        self.minor = minor
        self.rate = rate
    }
}
