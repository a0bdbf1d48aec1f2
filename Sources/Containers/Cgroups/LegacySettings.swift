import OCI

/// The writes that carry out `linux.resources` with cgroup v1; pure.
///
/// Zero is, as in the Go types that configurations come from, a number that was not set, except where zero means
/// something of its own. A negative number is no limit.
///
/// Source: OCI runtime-spec 1.3, config-linux.md; the kernel's Documentation/admin-guide/cgroup-v1.
struct LegacySettings {
    let resources: LinuxResources

    init(_ resources: LinuxResources) {
        self.resources = resources
    }

    /// Every write, in order.
    ///
    /// The kernel refuses a value that contradicts one of its neighbours (a memory limit above the one with swap, a
    /// quota below the burst) with EINVAL; whoever writes tries such a value again after the others.
    ///
    /// - Throws: `ResourceError` for a value that cannot be meant.
    func writes() throws(ResourceError) -> [CgroupWrite] {
        try resources.check()
        return try devices() + memory() + cpu() + cpuSet() + pids() + blockIO() + hugepages()
            + network() + resources.rdmaWrites
    }

    private func devices() throws(ResourceError) -> [CgroupWrite] {
        try DeviceRule.rules(resources.devices ?? []).map { rule in
            CgroupWrite(
                .devices,
                "devices",
                rule.allow ? "devices.allow" : "devices.deny",
                rule.legacyText
            )
        }
    }

    private func memory() -> [CgroupWrite] {
        guard let memory = resources.memory else { return [] }
        var writes: [CgroupWrite] = []
        func add(_ setting: String, _ file: String, _ value: Int64?) {
            guard let value, value != 0 else { return }
            writes.append(
                CgroupWrite(.memory, "memory.\(setting)", "memory.\(file)", "\(max(-1, value))")
            )
        }
        add("limit", "limit_in_bytes", memory.limit)
        // Without a limit on memory there is none on memory and swap together, or the first could not be raised.
        let unlimited = (memory.limit ?? 0) < 0 && memory.swap ?? 0 == 0
        add("swap", "memsw.limit_in_bytes", unlimited ? -1 : memory.swap)
        add("reservation", "soft_limit_in_bytes", memory.reservation)
        add("kernelTCP", "kmem.tcp.limit_in_bytes", memory.kernelTCP)
        if let swappiness = memory.swappiness {
            writes.append(
                CgroupWrite(.memory, "memory.swappiness", "memory.swappiness", "\(swappiness)")
            )
        }
        if let disable = memory.disableOOMKiller {
            // Written for `false` too, so that an update can take it back.
            let text = disable ? "1" : "0"
            writes.append(
                CgroupWrite(.memory, "memory.disableOOMKiller", "memory.oom_control", text)
            )
        }
        return writes
    }

    private func cpu() -> [CgroupWrite] {
        guard let cpu = resources.cpu else { return [] }
        var writes: [CgroupWrite] = []
        func add(_ setting: String, _ file: String, _ value: (some FixedWidthInteger)?) {
            guard let value else { return }
            writes.append(CgroupWrite(.cpu, "cpu.\(setting)", "cpu.\(file)", "\(value)"))
        }
        add("idle", "idle", cpu.idle)
        // A cgroup whose tasks are idle has no shares; the kernel refuses them (sched_group_set_idle).
        if cpu.idle != 1 { add("shares", "shares", cpu.shares.unlessZero) }
        add("period", "cfs_period_us", cpu.period.unlessZero)
        add("quota", "cfs_quota_us", cpu.quota.unlessZero.map { max(-1, $0) })
        add("burst", "cfs_burst_us", cpu.burst)
        add("realtimePeriod", "rt_period_us", cpu.realtimePeriod.unlessZero)
        add("realtimeRuntime", "rt_runtime_us", cpu.realtimeRuntime.unlessZero)
        return writes
    }

    func cpuSet() -> [CgroupWrite] {
        var writes: [CgroupWrite] = []
        if let cpus = resources.cpu?.cpus, !cpus.isEmpty {
            writes.append(CgroupWrite(.cpuSet, "cpu.cpus", "cpuset.cpus", cpus))
        }
        if let nodes = resources.cpu?.mems, !nodes.isEmpty {
            writes.append(CgroupWrite(.cpuSet, "cpu.mems", "cpuset.mems", nodes))
        }
        return writes
    }

    func pids() -> [CgroupWrite] {
        guard let limit = resources.pids?.limit.unlessZero else { return [] }
        return [CgroupWrite(.pids, "pids.limit", "pids.max", limit < 0 ? "max" : "\(limit)")]
    }

    private func hugepages() -> [CgroupWrite] {
        (resources.hugepageLimits ?? []).flatMap { limit -> [CgroupWrite] in
            guard let size = limit.pageSize, let bytes = limit.limit else { return [] }
            let setting = "hugepageLimits.\(size)"
            return [
                CgroupWrite(.hugepages, setting, "hugetlb.\(size).limit_in_bytes", "\(bytes)"),
                CgroupWrite(
                    .hugepages,
                    setting,
                    "hugetlb.\(size).rsvd.limit_in_bytes",
                    "\(bytes)",
                    isOptional: true
                ),
            ]
        }
    }

    private func network() -> [CgroupWrite] {
        guard let network = resources.network else { return [] }
        var writes: [CgroupWrite] = []
        if let id = network.classID.unlessZero {
            writes.append(
                CgroupWrite(.networkClass, "network.classID", "net_cls.classid", "\(id)")
            )
        }
        for priority in network.priorities ?? [] {
            writes.append(
                CgroupWrite(
                    .networkPriority,
                    "network.priorities",
                    "net_prio.ifpriomap",
                    "\(priority.name ?? "") \(priority.priority ?? 0)"
                )
            )
        }
        return writes
    }
}

extension Optional where Wrapped: FixedWidthInteger {
    /// The number, unless it is zero: Go's way of saying that none was set.
    var unlessZero: Wrapped? { self == 0 ? nil : self }
}

extension LinuxResources {
    /// `rdma.max` is the same in v1 and v2.
    var rdmaWrites: [CgroupWrite] {
        (rdma ?? [:]).sorted { $0.key < $1.key }.map { device, limit in
            let handles = limit.hcaHandles.map { " hca_handle=\($0)" } ?? ""
            let objects = limit.hcaObjects.map { " hca_object=\($0)" } ?? ""
            return CgroupWrite(.rdma, "rdma.\(device)", "rdma.max", device + handles + objects)
        }
    }
}
