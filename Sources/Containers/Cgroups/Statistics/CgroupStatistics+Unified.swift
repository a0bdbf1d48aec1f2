extension CgroupStatistics {
    mutating func read(unified directory: CgroupDirectory) {
        cpu.read(unified: directory)
        memory.read(unified: directory)
        pids.read(directory)
        blkio.read(unified: directory)
        hugetlb = directory.hugepages(limit: "max", usage: "current", max: "peak")
    }
}

extension CgroupStatistics {
    /// What `CgroupPlace.summary` keeps; what v1 controllers tell better is left to them.
    mutating func readSummary(
        unified directory: CgroupDirectory,
        besides legacy: Set<CgroupController>
    ) {
        cpu.read(unified: directory)
        memory.psi = directory.text("memory.pressure").flatMap(PressureStatistics.init)
        if legacy.contains(.blockIO) {
            blkio.psi = directory.text("io.pressure").flatMap(PressureStatistics.init)
        } else {
            blkio.read(unified: directory)
        }
        if !legacy.contains(.memory) {
            memory.usage.max = directory.number("memory.peak")
            memory.oomKills = directory.table("memory.events")["oom_kill"]
        }
        if !legacy.contains(.pids) { pids.refusals = directory.table("pids.events")["max"] }
    }
}

extension ProcessorStatistics {
    /// v2 counts in microseconds, and without any controller.
    mutating func read(unified directory: CgroupDirectory) {
        let table = directory.table("cpu.stat")
        usage.total = table["usage_usec"].map { $0 * 1000 }
        usage.user = table["user_usec"].map { $0 * 1000 }
        usage.kernel = table["system_usec"].map { $0 * 1000 }
        throttling.periods = table["nr_periods"]
        throttling.throttledPeriods = table["nr_throttled"]
        throttling.throttledTime = table["throttled_usec"].map { $0 * 1000 }
        psi = directory.text("cpu.pressure").flatMap(PressureStatistics.init)
    }
}

extension MemoryStatistics {
    mutating func read(unified directory: CgroupDirectory) {
        let events = directory.table("memory.events")
        usage.limit = directory.limit("memory.max")
        usage.usage = directory.number("memory.current")
        usage.max = directory.number("memory.peak")
        usage.failcnt = events["max"]
        swap.limit = directory.limit("memory.swap.max")
        swap.usage = directory.number("memory.swap.current")
        swap.max = directory.number("memory.swap.peak")
        swap.failcnt = directory.table("memory.swap.events")["max"]
        raw = directory.table("memory.stat")
        cache = raw["file"]
        oomKills = events["oom_kill"]
        psi = directory.text("memory.pressure").flatMap(PressureStatistics.init)
    }
}

extension BlockIOStatistics {
    /// `8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0` a line.
    mutating func read(unified directory: CgroupDirectory) {
        psi = directory.text("io.pressure").flatMap(PressureStatistics.init)
        for line in directory.text("io.stat")?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            guard let first = words.first, let (major, minor) = CgroupDirectory.deviceNumber(first)
            else { continue }
            for word in words.dropFirst() {
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let value = UInt64(parts[1]),
                    let figure = Self.figures[String(parts[0])]
                else { continue }
                let entry = Entry(major: major, minor: minor, op: figure.operation, value: value)
                if figure.isBytes {
                    ioServiceBytesRecursive.append(entry)
                } else {
                    ioServicedRecursive.append(entry)
                }
            }
        }
    }

    /// The words of v2 in those of v1.
    private static let figures: [String: (operation: String, isBytes: Bool)] = [
        "rbytes": ("Read", true), "wbytes": ("Write", true), "dbytes": ("Discard", true),
        "rios": ("Read", false), "wios": ("Write", false), "dios": ("Discard", false),
    ]
}
