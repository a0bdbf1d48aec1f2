/// The memory of a container, in bytes.
package struct MemoryStatistics: Sendable, Hashable, Codable {
    /// The part of `usage` that is page cache.
    package var cache: UInt64?
    /// Memory, page cache included.
    package var usage = MemoryBound()
    /// Memory and swap together in cgroup v1, swap alone in v2, as `runc events` has it.
    package var swap = MemoryBound()
    /// Kernel memory; cgroup v1 only.
    package var kernel = MemoryBound()
    /// TCP buffers; cgroup v1 only.
    package var kernelTCP = MemoryBound()
    /// Every line of `memory.stat`.
    package var raw: [String: UInt64] = [:]
    /// How often the kernel killed a process because the limit was reached; no figure of `runc events`.
    package var oomKills: UInt64?
    /// How long processes waited for memory; cgroup v2 only.
    package var psi: PressureStatistics?

    /// The keys; not `oomKills`, since callers look for "oom" to find events.
    enum CodingKeys: String, CodingKey {
        case cache, usage, swap, kernel, kernelTCP, raw, psi
        case oomKills = "kills"
    }
}

/// A figure with a limit.
package struct MemoryBound: Sendable, Hashable, Codable {
    /// The limit in bytes; nil for none.
    package var limit: UInt64?
    /// What is in use, in bytes.
    package var usage: UInt64?
    /// The most that was in use at once, in bytes.
    package var max: UInt64?
    /// How often the limit was reached.
    package var failcnt: UInt64?
}
