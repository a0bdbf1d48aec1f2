package import Containers

/// Where a container is in its life, as its monitor last wrote it down.
package struct LifeRecord: Sendable, Hashable, Codable {
    /// Where it is.
    package enum Phase: String, Sendable, Hashable, Codable {
        /// Made and never started.
        case created
        /// Its command runs.
        case running
        /// Its command has ended and will be run again.
        case restarting
        /// Its command has ended.
        case exited
    }

    /// Where it is.
    package var phase = Phase.created
    /// Who watches it.
    package var monitor: ProcessIdentity?
    /// Its first process.
    package var process: ProcessIdentity?
    /// Where its processes are counted.
    package var cgroup: CgroupPlace?
    /// When its command last began; RFC 3339.
    package var started: String?
    /// When it last ended.
    package var finished: String?
    /// The exit code, or 128 and the signal's number.
    package var exitCode: Int32 = 0
    /// Whether the kernel killed something in it for want of memory.
    package var ranOutOfMemory = false
    /// What kept it from running.
    package var error: String?
    /// How often it was run again by its policy since somebody started it.
    package var restarts = 0
    /// Whether somebody has asked it to end, so that it is not run again.
    package var isStopRequested = false
    /// When each of its logs began, first to last; in microseconds since 1970.
    package var logs: [Int64] = []
    /// Its health; nil where nobody looks.
    package var health: HealthRecord?
    /// The ports of the host that lead to it: `127.0.0.1:8080:80/tcp`.
    package var ports: [String] = []
    /// Its address in its network, where it has one.
    package var address: String?
    /// Limits that nothing on this host enforces.
    package var unenforced: [String] = []

    /// A container that was never started.
    package init() {}

    /// Whether somebody watches over it.
    package var isActive: Bool { phase == .running || phase == .restarting }
}
