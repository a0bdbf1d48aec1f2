/// How a container's command ended, and what it used.
package struct ContainerExit: Sendable, Hashable {
    /// What the command itself did.
    package var status: ExitStatus
    /// What made it end.
    package var cause: EndCause
    /// From the start of the making to the last byte of output.
    package var duration: Duration
    /// Processor time in programs: of the whole container where a cgroup counted it, else of the command and all it
    /// waited for.
    package var userTime: Duration
    /// Processor time in the kernel.
    package var systemTime: Duration
    /// The most memory in use at once in bytes: of the whole container where a cgroup counted it, else of its
    /// largest process.
    package var peakMemoryBytes: UInt64
    /// Whether `peakMemoryBytes` is of the whole container, page cache included.
    package var peakMemoryIsOfAll: Bool
    /// Whether processes were left when the command ended; they were ended with the container.
    package var leftProcesses: Bool
    /// What the container's cgroups have counted; nil where the host lets us have none.
    package var statistics: CgroupStatistics?

    /// How often the kernel killed a process for want of memory.
    package var memoryKills: UInt64 { statistics?.memory.oomKills ?? 0 }
    /// How often a fork was refused because of the process limit.
    package var processRefusals: UInt64 { statistics?.pids.refusals ?? 0 }
}

/// What wait(2) says of a command.
package enum ExitStatus: Sendable, Hashable {
    /// It returned a code; 0 is success.
    case exited(UInt8)
    /// A signal ended it.
    case signaled(Int32)
    /// It could not be run: what was tried, and the `errno`.
    case notRun(action: String, errno: Int32)

    /// Whether the command succeeded.
    package var isSuccess: Bool { self == .exited(0) }
}

/// What made a command end.
package enum EndCause: String, Sendable, Hashable {
    /// It ended by itself.
    case itself
    /// Its time was up.
    case timeLimit
    /// The kernel killed it, or a part of it, because the memory limit was reached.
    case memoryLimit
    /// It failed after a fork had been refused.
    case processLimit
    /// Its writable layer grew over the limit.
    case diskLimit
    /// The run was cancelled.
    case cancelled
}
