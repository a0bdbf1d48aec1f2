/// A part of the kernel that limits or counts for a cgroup.
///
/// Source: cgroups(7), "Cgroups version 1 controllers" and "version 2 controllers".
package enum CgroupController: String, Sendable, Hashable, Codable, CaseIterable {
    /// Block devices: `blkio` in v1, `io` in v2.
    case blockIO = "io"
    /// Processor time.
    case cpu
    /// Counting of processor time; v1 only, v2 always counts.
    case cpuAccounting = "cpuacct"
    /// Which processors and memory nodes.
    case cpuSet = "cpuset"
    /// Which devices; v1 only, in v2 a program does it (`DeviceProgram`).
    case devices
    /// Stopping all processes at once; v1 only, v2 always can.
    case freezer
    /// Huge pages.
    case hugepages = "hugetlb"
    /// Memory and swap.
    case memory
    /// The class of packets; v1 only.
    case networkClass = "net_cls"
    /// The priority of packets; v1 only.
    case networkPriority = "net_prio"
    /// Processes and threads.
    case pids
    /// RDMA devices.
    case rdma

    /// The name as a mount option of cgroup v1.
    package var legacyName: String { self == .blockIO ? "blkio" : rawValue }

    /// The name in `cgroup.controllers` of cgroup v2; nil where v2 has no such controller.
    package var unifiedName: String? {
        switch self {
        case .cpuAccounting, .devices, .freezer, .networkClass, .networkPriority: nil
        case .blockIO, .cpu, .cpuSet, .hugepages, .memory, .pids, .rdma: rawValue
        }
    }

    /// The controller that a mount option of cgroup v1 names.
    init?(legacyName: String) {
        self.init(rawValue: legacyName == "blkio" ? "io" : legacyName)
    }

    /// The controller of a file of cgroup v2, `memory.high`; nil for the core's own, `cgroup.freeze`.
    init?(ofUnifiedFile name: String) {
        self.init(rawValue: String(name.prefix { $0 != "." }))
    }
}

extension CgroupController: Comparable {
    /// By name, so that what is done for each controller is done in one order.
    package static func < (left: CgroupController, right: CgroupController) -> Bool {
        left.rawValue < right.rawValue
    }
}
