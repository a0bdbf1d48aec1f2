import Containers

/// What each step of a kept job may use; nil is no limit.
package struct LimitsCheckpoint: Codable, Sendable, Hashable {
    /// Memory in bytes.
    package var memoryBytes: UInt64?
    /// Processor time in cores.
    package var cpus: Double?
    /// Processes and threads.
    package var processes: UInt64?
    /// Bytes that its steps may write.
    package var diskBytes: UInt64?

    /// The limits of a room.
    init(_ limits: ResourceLimits) {
        memoryBytes = limits.memoryBytes
        cpus = limits.cpus
        processes = limits.processes
        diskBytes = limits.diskBytes
    }

    /// The limits for a container.
    var limits: ResourceLimits {
        ResourceLimits(
            memoryBytes: memoryBytes,
            cpus: cpus,
            processes: processes,
            diskBytes: diskBytes
        )
    }
}
