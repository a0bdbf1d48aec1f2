import OCI
import Testing

@testable import Containers

@Suite struct `Resources in the files of cgroups` {
    /// `file=text` a write, with alternatives behind a bar.
    private func lines(_ writes: [CgroupWrite]) -> [String] {
        writes.map { write in
            ([write.target] + write.alternatives).map { "\($0.file)=\($0.text)" }
                .joined(separator: " | ")
        }
    }

    private func legacy(_ resources: LinuxResources) throws -> [String] {
        lines(try LegacySettings(resources).writes())
    }

    private func unified(_ resources: LinuxResources) throws -> [String] {
        lines(try UnifiedSettings(resources).writes())
    }

    private let everything = LinuxResources(
        devices: [
            LinuxDeviceRule(allow: false, access: "rwm"),
            LinuxDeviceRule(allow: true, type: "c", major: 1, minor: 3, access: "rw"),
        ],
        memory: LinuxMemory(
            limit: 1000,
            reservation: 500,
            swap: 3000,
            kernel: 9,
            swappiness: 10,
            disableOOMKiller: false
        ),
        cpu: LinuxCPU(
            shares: 1024,
            quota: 50_000,
            burst: 10_000,
            period: 100_000,
            cpus: "0-1",
            mems: "0"
        ),
        pids: LinuxPids(limit: 100),
        blockIO: LinuxBlockIO(
            weight: 500,
            weightDevice: [LinuxWeightDevice(major: 8, minor: 0, weight: 10)],
            throttleReadBpsDevice: [LinuxThrottleDevice(major: 8, minor: 16, rate: 600)],
            throttleWriteIOPSDevice: [LinuxThrottleDevice(major: 8, minor: 16, rate: 0)]
        ),
        hugepageLimits: [LinuxHugepageLimit(pageSize: "2MB", limit: 4096)],
        network: LinuxNetworkClass(
            classID: 7,
            priorities: [LinuxInterfacePriority(name: "lo", priority: 3)]
        ),
        rdma: ["mlx": LinuxRDMA(hcaHandles: 3, hcaObjects: 5)],
        unified: ["memory.high": "900"]
    )

    @Test func `are written for v1 in the order of the parts`() throws {
        #expect(
            try legacy(everything) == [
                "devices.deny=a", "devices.allow=c 1:3 rw",
                "memory.limit_in_bytes=1000", "memory.memsw.limit_in_bytes=3000",
                "memory.soft_limit_in_bytes=500", "memory.swappiness=10", "memory.oom_control=0",
                "cpu.shares=1024", "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=50000",
                "cpu.cfs_burst_us=10000", "cpuset.cpus=0-1", "cpuset.mems=0", "pids.max=100",
                "blkio.weight=500 | blkio.bfq.weight=500",
                "blkio.weight_device=8:0 10 | blkio.bfq.weight_device=8:0 10",
                "blkio.throttle.read_bps_device=8:16 600",
                "blkio.throttle.write_iops_device=8:16 0",
                "hugetlb.2MB.limit_in_bytes=4096", "hugetlb.2MB.rsvd.limit_in_bytes=4096",
                "net_cls.classid=7", "net_prio.ifpriomap=lo 3",
                "rdma.max=mlx hca_handle=3 hca_object=5",
            ]
        )
    }

    @Test func `are converted for v2, and its own files come last`() throws {
        #expect(
            try unified(everything) == [
                "memory.swap.max=2000", "memory.max=1000", "memory.low=500",
                "cpu.weight=100", "cpu.max=50000 100000", "cpu.max.burst=10000",
                "cpuset.cpus=0-1", "cpuset.mems=0", "pids.max=100",
                "io.bfq.weight=500 | io.weight=4950",
                "io.bfq.weight=8:0 10 | io.weight=8:0 1",
                "io.max=8:16 rbps=600", "io.max=8:16 wiops=max",
                "hugetlb.2MB.max=4096", "hugetlb.2MB.rsvd.max=4096",
                "rdma.max=mlx hca_handle=3 hca_object=5", "memory.high=900",
            ]
        )
        #expect(UnifiedSettings(everything).inexpressible.map(\.setting) == ["memory.swappiness"])
    }

    @Test func `that are zero are not set, and those below zero are no limit`() throws {
        let zero = LinuxResources(
            memory: LinuxMemory(limit: 0, reservation: 0, swap: 0),
            cpu: LinuxCPU(shares: 0, quota: 0, period: 0),
            pids: LinuxPids(limit: 0),
            blockIO: LinuxBlockIO(weight: 0)
        )
        #expect(try legacy(zero).isEmpty)
        #expect(try unified(zero).isEmpty)
        let unlimited = LinuxResources(
            memory: LinuxMemory(limit: -1),
            cpu: LinuxCPU(quota: -1),
            pids: LinuxPids(limit: -1)
        )
        #expect(
            try legacy(unlimited) == [
                "memory.limit_in_bytes=-1", "memory.memsw.limit_in_bytes=-1",
                "cpu.cfs_quota_us=-1", "pids.max=max",
            ]
        )
        #expect(
            try unified(unlimited) == [
                "memory.swap.max=max", "memory.max=max", "cpu.max=max", "pids.max=max",
            ]
        )
    }

    @Test func `forbid swap where memory and swap together are as much as memory`() throws {
        let resources = ResourceLimits(memoryBytes: 4096, cpus: 1.5, processes: 9).resources
        #expect(
            try legacy(resources) == [
                "memory.limit_in_bytes=4096", "memory.memsw.limit_in_bytes=4096",
                "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=150000", "pids.max=9",
            ]
        )
        #expect(
            try unified(resources) == [
                "memory.swap.max=0", "memory.max=4096", "cpu.max=150000 100000", "pids.max=9",
            ]
        )
    }

    @Test func `of tasks that run only when nothing else does have no share`() throws {
        let idle = LinuxResources(cpu: LinuxCPU(shares: 512, idle: 1))
        #expect(try legacy(idle) == ["cpu.idle=1"])
        #expect(try unified(idle) == ["cpu.idle=1"])
        let usual = LinuxResources(cpu: LinuxCPU(shares: 512, idle: 0))
        #expect(try legacy(usual) == ["cpu.idle=0", "cpu.shares=512"])
    }

    @Test(arguments: [
        (2, 1), (3, 1), (1024, 100), (2048, 170), (262_143, 10_000), (262_144, 10_000),
    ])
    func `have the weights that other runtimes give them`(shares: UInt64, weight: UInt64) {
        let ours = UnifiedSettings.weight(ofShares: shares)
        #expect(ours >= weight && ours <= weight + weight / 20 + 1)
        #expect(UnifiedSettings.weight(ofShares: 1024) == 100)
    }

    @Test(arguments: [(10, 1), (500, 4950), (1000, 10_000)])
    func `have the weights of block devices in a straight line`(v1: UInt16, v2: UInt64) {
        #expect(UnifiedSettings.ioWeight(of: v1) == v2)
    }

    static let refused: [(LinuxResources, String)] = [
        (LinuxResources(memory: LinuxMemory(limit: 2000, swap: 1000)), "memory.swap"),
        (LinuxResources(memory: LinuxMemory(limit: -1, swap: 1000)), "memory.swap"),
        (LinuxResources(memory: LinuxMemory(swappiness: 101)), "memory.swappiness"),
        (LinuxResources(cpu: LinuxCPU(cpus: "0\n1")), "cpu.cpus"),
        (LinuxResources(cpu: LinuxCPU(idle: 2)), "cpu.idle"),
        (LinuxResources(blockIO: LinuxBlockIO(weight: 5)), "blockIO.weight"),
        (LinuxResources(unified: ["../memory.max": "1"]), "unified"),
        (LinuxResources(unified: ["..": "1"]), "unified"),
        (LinuxResources(unified: ["tasks": "1"]), "unified"),
        (
            LinuxResources(hugepageLimits: [LinuxHugepageLimit(pageSize: "2MB/../x", limit: 1)]),
            "hugepageLimits"
        ),
        (LinuxResources(rdma: ["a b": LinuxRDMA()]), "rdma"),
        (
            LinuxResources(
                network: LinuxNetworkClass(priorities: [LinuxInterfacePriority(name: "")])
            ), "network.priorities"
        ),
        (LinuxResources(devices: [LinuxDeviceRule(type: "p")]), "devices.type"),
        (LinuxResources(devices: [LinuxDeviceRule(type: "c", access: "x")]), "devices.access"),
        (LinuxResources(devices: [LinuxDeviceRule(type: "c", major: -2)]), "devices.major"),
    ]

    @Test(arguments: refused)
    func `that make no sense are refused by name`(resources: LinuxResources, setting: String) {
        let error = #expect(throws: ResourceError.self) { try legacy(resources) }
        #expect(error?.setting == setting)
    }

    @Test func `of swap alone cannot be said in v2`() {
        #expect(throws: ResourceError.self) {
            try unified(LinuxResources(memory: LinuxMemory(swap: 1000)))
        }
    }
}
