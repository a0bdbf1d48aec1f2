extension ProcessorStatistics {
    mutating func readThrottling(legacy directory: CgroupDirectory) {
        let table = directory.table("cpu.stat")
        throttling.periods = table["nr_periods"]
        throttling.throttledPeriods = table["nr_throttled"]
        throttling.throttledTime = table["throttled_time"]
    }

    mutating func readUsage(legacy directory: CgroupDirectory) {
        usage.total = directory.number("cpuacct.usage")
        usage.user = directory.number("cpuacct.usage_user")
        usage.kernel = directory.number("cpuacct.usage_sys")
        usage.percpu = directory.numbers("cpuacct.usage_percpu")
        usage.percpuUser = directory.numbers("cpuacct.usage_percpu_user")
        usage.percpuKernel = directory.numbers("cpuacct.usage_percpu_sys")
    }
}

extension MemoryStatistics {
    mutating func read(legacy directory: CgroupDirectory) {
        usage = Self.bound(directory, "memory")
        swap = Self.bound(directory, "memory.memsw")
        kernel = Self.bound(directory, "memory.kmem")
        kernelTCP = Self.bound(directory, "memory.kmem.tcp")
        raw = directory.table("memory.stat")
        cache = raw["cache"]
        oomKills = directory.table("memory.oom_control")["oom_kill"]
    }

    private static func bound(_ directory: CgroupDirectory, _ prefix: String) -> MemoryBound {
        var bound = MemoryBound()
        bound.limit = directory.limit("\(prefix).limit_in_bytes")
        bound.usage = directory.number("\(prefix).usage_in_bytes")
        bound.max = directory.number("\(prefix).max_usage_in_bytes")
        bound.failcnt = directory.number("\(prefix).failcnt")
        return bound
    }
}

extension BlockIOStatistics {
    /// The scheduler's figures where it keeps some, else the block layer's own; opencontainers/cgroups does the same.
    mutating func read(legacy directory: CgroupDirectory) {
        for prefix in ["blkio.bfq", "blkio.throttle"] where ioServiceBytesRecursive.isEmpty {
            ioServiceBytesRecursive = directory.entries("\(prefix).io_service_bytes_recursive")
            ioServicedRecursive = directory.entries("\(prefix).io_serviced_recursive")
        }
    }
}

extension CgroupDirectory {
    /// A line of numbers; nil where it is missing.
    fileprivate func numbers(_ file: String) -> [UInt64]? {
        text(file).map { $0.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) } }
    }

    /// `8:0 Read 4096` a line; the last line is a total without a device.
    fileprivate func entries(_ file: String) -> [BlockIOStatistics.Entry] {
        (text(file) ?? "").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let value = UInt64(words[2]),
                let (major, minor) = Self.deviceNumber(words[0])
            else { return nil }
            return .init(major: major, minor: minor, op: String(words[1]), value: value)
        }
    }

    /// `8:16`.
    static func deviceNumber(_ text: Substring) -> (UInt64, UInt64)? {
        let parts = text.split(separator: ":").compactMap { UInt64($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
}
