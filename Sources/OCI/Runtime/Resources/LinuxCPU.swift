/// Shares and bounds of processor time, and which processors and memory nodes are used.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "CPU".
package struct LinuxCPU: Sendable, Hashable, Codable {
    /// The weight beside other cgroups, 2 to 262144; 1024 is the usual one, 0 is none said.
    package var shares: UInt64?
    /// The processor time that may be used in one period, in microseconds; -1 is no bound.
    package var quota: Int64?
    /// How much unused time may be saved up for later periods, in microseconds.
    package var burst: UInt64?
    /// The length of a period in microseconds, 1000 to 1000000.
    package var period: UInt64?
    /// What realtime tasks may use in one period, in microseconds; cgroup v1 only.
    package var realtimeRuntime: Int64?
    /// The period of `realtimeRuntime` in microseconds; cgroup v1 only.
    package var realtimePeriod: UInt64?
    /// The processors, as a list: `0-3,7`.
    package var cpus: String?
    /// The memory nodes, as a list: `0-1`.
    package var mems: String?
    /// 1 makes all tasks run as if they were `SCHED_IDLE`; 0 is usual.
    package var idle: Int64?

    /// A value by its parts, each of which may be left out.
    package init(
        shares: UInt64? = nil,
        quota: Int64? = nil,
        burst: UInt64? = nil,
        period: UInt64? = nil,
        realtimeRuntime: Int64? = nil,
        realtimePeriod: UInt64? = nil,
        cpus: String? = nil,
        mems: String? = nil,
        idle: Int64? = nil
    ) {
        self.shares = shares
        self.quota = quota
        self.burst = burst
        self.period = period
        self.realtimeRuntime = realtimeRuntime
        self.realtimePeriod = realtimePeriod
        self.cpus = cpus
        self.mems = mems
        self.idle = idle
    }
}
