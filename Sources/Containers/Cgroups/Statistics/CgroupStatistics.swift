/// What the cgroups of a container have counted; nil or empty where the kernel does not keep a figure.
///
/// The keys of its JSON form are those of `runc events --stats` ("data"), with further ones for what runc leaves out.
package struct CgroupStatistics: Sendable, Hashable, Codable {
    /// Processor time.
    package var cpu = ProcessorStatistics()
    /// Memory and swap.
    package var memory = MemoryStatistics()
    /// Processes and threads.
    package var pids = ProcessStatistics()
    /// Block devices.
    package var blkio = BlockIOStatistics()
    /// Huge pages by page size: `2MB`.
    package var hugetlb: [String: MemoryBound] = [:]

    /// Nothing counted.
    package init() {}
}
