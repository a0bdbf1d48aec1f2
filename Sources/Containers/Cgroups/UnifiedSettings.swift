import Glibc
import OCI

/// The writes that carry out `linux.resources` with cgroup v2; pure.
///
/// Numbers that v1 and v2 count differently are converted as runc and crun do it, so that one configuration means
/// the same under all of them. Devices are no file of v2 (`DeviceProgram`).
///
/// Source: OCI runtime-spec 1.3, config-linux.md; the kernel's Documentation/admin-guide/cgroup-v2.rst.
struct UnifiedSettings {
    let resources: LinuxResources

    init(_ resources: LinuxResources) {
        self.resources = resources
    }

    /// Every write, in order; those of `unified` last, so that they win.
    ///
    /// - Throws: `ResourceError` for a value that cannot be meant, or that v2 cannot express.
    func writes() throws(ResourceError) -> [CgroupWrite] {
        try resources.check()
        return try memory() + cpu() + cpuSet() + pids() + blockIO() + hugepages()
            + resources.rdmaWrites + files()
    }

    /// The parts that v2 has no setting for, with a value that asks for something.
    var inexpressible: [(controller: CgroupController, setting: String)] {
        let memory = resources.memory
        let cpu = resources.cpu
        let asked: [(CgroupController, String, Bool)] = [
            (.memory, "memory.swappiness", memory?.swappiness != nil),
            (.memory, "memory.disableOOMKiller", memory?.disableOOMKiller == true),
            (.memory, "memory.kernelTCP", memory?.kernelTCP ?? 0 > 0),
            (.cpu, "cpu.realtimeRuntime", cpu?.realtimeRuntime ?? 0 > 0),
            (.cpu, "cpu.realtimePeriod", cpu?.realtimePeriod ?? 0 > 0),
            (.blockIO, "blockIO.leafWeight", resources.blockIO?.leafWeight ?? 0 > 0),
        ]
        return asked.filter(\.2).map { ($0.0, $0.1) }
    }

    private func memory() throws(ResourceError) -> [CgroupWrite] {
        guard let memory = resources.memory else { return [] }
        var writes: [CgroupWrite] = []
        func add(_ setting: String, _ file: String, _ value: Int64?) {
            guard let value else { return }
            writes.append(
                CgroupWrite(.memory, setting, file, value < 0 ? "max" : "\(value)")
            )
        }
        // Swap before memory: the other way about, a lowered limit would first move memory out to swap.
        add("memory.swap", "memory.swap.max", try swap(memory))
        add("memory.limit", "memory.max", memory.limit.unlessZero)
        add("memory.reservation", "memory.low", memory.reservation.unlessZero)
        return writes
    }

    /// v1 bounds memory and swap together, v2 swap alone.
    private func swap(_ memory: LinuxMemory) throws(ResourceError) -> Int64? {
        guard let both = memory.swap.unlessZero else {
            return memory.limit ?? 0 < 0 ? -1 : nil
        }
        if both < 0 { return -1 }
        guard let limit = memory.limit.unlessZero, limit > 0 else {
            throw ResourceError("memory.swap", "\(both)", "cgroup v2 needs memory.limit with it")
        }
        return both - limit
    }

    private func cpu() -> [CgroupWrite] {
        guard let cpu = resources.cpu else { return [] }
        var writes: [CgroupWrite] = []
        if let idle = cpu.idle {
            writes.append(CgroupWrite(.cpu, "cpu.idle", "cpu.idle", "\(idle)"))
        }
        // A cgroup whose tasks are idle has no weight; the kernel refuses it (sched_group_set_idle).
        if let shares = cpu.shares.unlessZero, cpu.idle != 1 {
            let weight = Self.weight(ofShares: shares)
            writes.append(CgroupWrite(.cpu, "cpu.shares", "cpu.weight", "\(weight)"))
        }
        if let quota = Self.quota(cpu) {
            writes.append(CgroupWrite(.cpu, "cpu.quota", "cpu.max", quota))
        }
        if let burst = cpu.burst {
            writes.append(CgroupWrite(.cpu, "cpu.burst", "cpu.max.burst", "\(burst)"))
        }
        return writes
    }

    /// `50000 100000`, `max`; a quota alone leaves the period as it is.
    private static func quota(_ cpu: LinuxCPU) -> String? {
        let period = cpu.period.unlessZero.map { " \($0)" } ?? ""
        switch cpu.quota.unlessZero {
        case .some(let quota): return (quota < 0 ? "max" : "\(quota)") + period
        case nil: return period.isEmpty ? nil : "max" + period
        }
    }

    /// The 2 to 262144 of shares as the 1 to 10000 of weights, on a curve through the usual values of both, 1024
    /// and 100.
    ///
    /// Source: opencontainers/cgroups, `ConvertCPUSharesToCgroupV2Value`; crun(1), "CPU controller".
    static func weight(ofShares shares: UInt64) -> UInt64 {
        if shares <= 2 { return 1 }
        if shares >= 262_144 { return 10_000 }
        let logarithm = log2(Double(shares))
        let exponent = (logarithm * logarithm + 125 * logarithm) / 612 - 7.0 / 34
        return UInt64(pow(10, exponent).rounded(.up))
    }

    private func cpuSet() -> [CgroupWrite] {
        // The files have the same names as in v1.
        LegacySettings(resources).cpuSet()
    }

    private func pids() -> [CgroupWrite] {
        LegacySettings(resources).pids()
    }

    private func hugepages() -> [CgroupWrite] {
        (resources.hugepageLimits ?? []).flatMap { limit -> [CgroupWrite] in
            guard let size = limit.pageSize, let bytes = limit.limit else { return [] }
            let setting = "hugepageLimits.\(size)"
            return [
                CgroupWrite(.hugepages, setting, "hugetlb.\(size).max", "\(bytes)"),
                CgroupWrite(
                    .hugepages,
                    setting,
                    "hugetlb.\(size).rsvd.max",
                    "\(bytes)",
                    isOptional: true
                ),
            ]
        }
    }

    private func files() -> [CgroupWrite] {
        (resources.unified ?? [:]).sorted { $0.key < $1.key }.map { file, text in
            CgroupWrite(CgroupController(ofUnifiedFile: file), "unified.\(file)", file, text)
        }
    }
}
