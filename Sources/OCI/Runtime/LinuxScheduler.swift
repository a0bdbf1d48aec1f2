/// How a process is scheduled.
///
/// Source: OCI runtime-spec, config.md, "Linux Process"; sched_setattr(2).
package struct LinuxScheduler: Sendable, Hashable, Codable {
    /// `SCHED_OTHER`, `SCHED_BATCH`, `SCHED_IDLE`, `SCHED_FIFO`, `SCHED_RR`, `SCHED_DEADLINE`, `SCHED_ISO`.
    package var policy: String
    /// For `SCHED_OTHER` and `SCHED_BATCH`.
    package var nice: Int32?
    /// For `SCHED_FIFO` and `SCHED_RR`.
    package var priority: Int32?
    /// `SCHED_FLAG_RESET_ON_FORK` and its like.
    package var flags: [String]?
    /// Nanoseconds; for `SCHED_DEADLINE`.
    package var runtime: UInt64?
    /// Nanoseconds; for `SCHED_DEADLINE`.
    package var deadline: UInt64?
    /// Nanoseconds; for `SCHED_DEADLINE`.
    package var period: UInt64?
}
