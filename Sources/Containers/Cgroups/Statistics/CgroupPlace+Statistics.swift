import SystemPackage

extension CgroupPlace {
    /// The figures that the record of a step keeps: peak of memory, kills, refusals, processor time, throttling,
    /// pressure and bytes; a part of `statistics` in a fraction of its time.
    package var summary: CgroupStatistics {
        var statistics = CgroupStatistics()
        if let unified { statistics.readSummary(unified: unified, besides: Set(legacy.keys)) }
        if let directory = legacy[.cpu] { statistics.cpu.readThrottling(legacy: directory) }
        if let directory = legacy[.memory] {
            statistics.memory.usage.max = directory.number("memory.max_usage_in_bytes")
            statistics.memory.oomKills = directory.table("memory.oom_control")["oom_kill"]
        }
        if let directory = legacy[.pids] {
            statistics.pids.refusals = directory.table("pids.events")["max"]
        }
        if let directory = legacy[.blockIO] { statistics.blkio.read(legacy: directory) }
        return statistics
    }

    /// How many of its processes the kernel has killed for want of memory.
    package var outOfMemoryKills: UInt64 {
        let kills = legacy[.memory].map { $0.table("memory.oom_control")["oom_kill"] }
        return (kills ?? unified?.table("memory.events")["oom_kill"]) ?? 0
    }

    /// What the container has used so far; each figure from the hierarchy that has its controller.
    package var statistics: CgroupStatistics {
        var statistics = CgroupStatistics()
        if let unified { statistics.read(unified: unified) }
        if let directory = legacy[.cpu] { statistics.cpu.readThrottling(legacy: directory) }
        if let directory = legacy[.cpuAccounting] { statistics.cpu.readUsage(legacy: directory) }
        if let directory = legacy[.memory] { statistics.memory.read(legacy: directory) }
        if let directory = legacy[.pids] { statistics.pids.read(directory) }
        if let directory = legacy[.blockIO] { statistics.blkio.read(legacy: directory) }
        if let directory = legacy[.hugepages] {
            statistics.hugetlb = directory.hugepages(
                limit: "limit_in_bytes",
                usage: "usage_in_bytes",
                max: "max_usage_in_bytes"
            )
        }
        return statistics
    }
}

extension CgroupDirectory {
    /// A number that stands for no limit where it is `max` or as large as v1 makes it.
    func limit(_ file: String) -> UInt64? {
        // v1 rounds its largest number down to whole pages.
        number(file).flatMap { $0 >= UInt64(Int64.max) - (1 << 20) ? nil : $0 }
    }

    /// The figures of every page size that has files here.
    func hugepages(limit: String, usage: String, max: String) -> [String: MemoryBound] {
        var figures: [String: MemoryBound] = [:]
        for size in Self.pageSizes where has("hugetlb.\(size).\(limit)") {
            var bound = MemoryBound()
            bound.limit = self.limit("hugetlb.\(size).\(limit)")
            bound.usage = number("hugetlb.\(size).\(usage)")
            bound.max = number("hugetlb.\(size).\(max)")
            bound.failcnt =
                number("hugetlb.\(size).failcnt") ?? table("hugetlb.\(size).events")["max"]
            figures[size] = bound
        }
        return figures
    }

    /// The page sizes of this kernel as cgroups name them: `hugepages-2048kB` is `2MB`.
    private static let pageSizes: [String] = {
        CgroupDirectory("/sys/kernel/mm/hugepages").children.compactMap { directory in
            let name = directory.path.lastComponent?.string ?? ""
            guard let kilobytes = UInt64(name.dropFirst("hugepages-".count).dropLast(2)) else {
                return nil
            }
            if kilobytes >= 1 << 20 { return "\(kilobytes >> 20)GB" }
            return kilobytes >= 1 << 10 ? "\(kilobytes >> 10)MB" : "\(kilobytes)KB"
        }.sorted()
    }()
}

extension ProcessStatistics {
    /// The files are the same in v1 and v2.
    mutating func read(_ directory: CgroupDirectory) {
        current = directory.number("pids.current")
        limit = directory.limit("pids.max")
        refusals = directory.table("pids.events")["max"]
    }
}
