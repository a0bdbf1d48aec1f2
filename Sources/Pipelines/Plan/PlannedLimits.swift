/// What a planned job may use; nil for no limit.
package struct PlannedLimits: Sendable, Hashable {
    /// Processors' time.
    package var cpu: CPUCount?
    /// Memory.
    package var memory: ByteSize?
    /// Processes and threads at a time.
    package var pids: ProcessCount?
    /// What its steps may write to disk.
    package var disk: ByteSize?

    /// Whether nothing is limited.
    package var isEmpty: Bool { self == PlannedLimits() }
}
