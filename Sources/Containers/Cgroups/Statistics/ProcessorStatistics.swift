/// The processor time of a container; all times in nanoseconds.
package struct ProcessorStatistics: Sendable, Hashable, Codable {
    /// What was used.
    package var usage = Usage()
    /// What the limit has cost.
    package var throttling = Throttling()
    /// How long processes waited for a processor; cgroup v2 only.
    package var psi: PressureStatistics?

    /// Time that was used.
    package struct Usage: Sendable, Hashable, Codable {
        /// In all.
        package var total: UInt64?
        /// By processor, in all; cgroup v1 with `cpuacct` only.
        package var percpu: [UInt64]?
        /// By processor, in the kernel.
        package var percpuKernel: [UInt64]?
        /// By processor, in programs.
        package var percpuUser: [UInt64]?
        /// In the kernel.
        package var kernel: UInt64?
        /// In programs.
        package var user: UInt64?

        private enum CodingKeys: String, CodingKey {
            case total, percpu, kernel, user
            case percpuKernel = "percpu_kernel"
            case percpuUser = "percpu_user"
        }
    }

    /// Periods in which the quota was used up.
    package struct Throttling: Sendable, Hashable, Codable {
        /// Periods in which something ran.
        package var periods: UInt64?
        /// Periods in which it was stopped.
        package var throttledPeriods: UInt64?
        /// How long it was stopped.
        package var throttledTime: UInt64?
    }
}
