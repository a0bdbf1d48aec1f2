/// What a container may use up; nil is no limit of its own.
package struct ResourceLimits: Sendable, Hashable {
    /// Memory in bytes, page cache included; enforced by a cgroup.
    package var memoryBytes: UInt64?
    /// Processor time in cores: 1.5 is one and a half cores' worth.
    package var cpus: Double?
    /// Processes and threads.
    package var processes: UInt64?
    /// Bytes that the writable layer may hold.
    package var diskBytes: UInt64?

    /// Limits, each of which may be left open.
    package init(
        memoryBytes: UInt64? = nil,
        cpus: Double? = nil,
        processes: UInt64? = ResourceLimits.standardProcesses,
        diskBytes: UInt64? = nil
    ) {
        self.memoryBytes = memoryBytes
        self.cpus = cpus
        self.processes = processes
        self.diskBytes = diskBytes
    }

    /// Enough for any build, too few for a fork bomb to hurt: twice what podman allows.
    package static let standardProcesses: UInt64 = 4096
}
