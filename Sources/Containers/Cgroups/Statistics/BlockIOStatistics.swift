/// What a container has read and written on block devices.
package struct BlockIOStatistics: Sendable, Hashable, Codable {
    /// Bytes by device and operation.
    package var ioServiceBytesRecursive: [Entry] = []
    /// Operations by device and operation.
    package var ioServicedRecursive: [Entry] = []
    /// How long processes waited for a device; cgroup v2 only.
    package var psi: PressureStatistics?

    /// One figure of one device.
    package struct Entry: Sendable, Hashable, Codable {
        /// The device's major number.
        package var major: UInt64
        /// The device's minor number.
        package var minor: UInt64
        /// `Read`, `Write`, `Sync`, `Async`, `Discard`, `Total`.
        package var op: String
        /// The figure.
        package var value: UInt64
    }

    /// The bytes of one kind of operation on all devices: `Read`, `Write`; nil where nothing is kept.
    package func bytes(_ operation: String) -> UInt64? {
        guard !ioServiceBytesRecursive.isEmpty else { return nil }
        return ioServiceBytesRecursive.filter { $0.op == operation }.map(\.value).reduce(0, +)
    }
}
