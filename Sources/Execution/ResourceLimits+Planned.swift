import Containers
import Pipelines

extension ResourceLimits {
    /// The limits of a container, as planned.
    init(_ limits: PlannedLimits) {
        self.init(
            memoryBytes: limits.memory.map { UInt64($0.bytes) },
            cpus: limits.cpu.map { Double($0.milli) / 1000 },
            processes: limits.pids.map { UInt64($0.count) } ?? ResourceLimits.standardProcesses,
            diskBytes: limits.disk.map { UInt64($0.bytes) }
        )
    }
}
