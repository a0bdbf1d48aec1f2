/// What a job may use; nil where the file does not say.
package struct Resources: Sendable, Hashable {
    /// Processors' time.
    package var cpu: Setting<CPUCount>?
    /// Memory.
    package var memory: Setting<ByteSize>?
    /// Processes and threads at a time.
    package var pids: Setting<ProcessCount>?
    /// What its steps may write to disk.
    package var disk: Setting<ByteSize>?

    /// No limits.
    package init() {}

    /// These limits, with those of another where this has none.
    package func filled(from other: Resources) -> Resources {
        var filled = self
        filled.cpu = cpu ?? other.cpu
        filled.memory = memory ?? other.memory
        filled.pids = pids ?? other.pids
        filled.disk = disk ?? other.disk
        return filled
    }
}
