/// Bounds of memory, in bytes; -1 is no bound.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Memory".
package struct LinuxMemory: Sendable, Hashable, Codable {
    /// The bound of memory, page cache included.
    package var limit: Int64?
    /// What is kept when memory of the host is short: a soft bound.
    package var reservation: Int64?
    /// The bound of memory and swap together, as cgroup v1 counts them.
    package var swap: Int64?
    /// The bound of kernel memory; deprecated, and ignored by kernels since 5.11.
    package var kernel: Int64?
    /// The bound of TCP buffers; cgroup v1 only, deprecated.
    package var kernelTCP: Int64?
    /// How readily memory is swapped out, 0 to 100; cgroup v1 only.
    package var swappiness: UInt64?
    /// Whether a process that is out of memory waits instead of being killed; cgroup v1 only.
    package var disableOOMKiller: Bool?
    /// Whether memory of children is counted; cgroup v1 only, and what every kernel does since 5.11.
    package var useHierarchy: Bool?
    /// Whether an update is refused that would set the bound below what is in use, and so kill.
    package var checkBeforeUpdate: Bool?

    /// A value by its parts, each of which may be left out.
    package init(
        limit: Int64? = nil,
        reservation: Int64? = nil,
        swap: Int64? = nil,
        kernel: Int64? = nil,
        kernelTCP: Int64? = nil,
        swappiness: UInt64? = nil,
        disableOOMKiller: Bool? = nil,
        useHierarchy: Bool? = nil,
        checkBeforeUpdate: Bool? = nil
    ) {
        self.limit = limit
        self.reservation = reservation
        self.swap = swap
        self.kernel = kernel
        self.kernelTCP = kernelTCP
        self.swappiness = swappiness
        self.disableOOMKiller = disableOOMKiller
        self.useHierarchy = useHierarchy
        self.checkBeforeUpdate = checkBeforeUpdate
    }
}
