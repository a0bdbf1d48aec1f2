import Foundation
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Containers

@Suite struct `A cgroup in a hierarchy of plain files` {
    let fake: FakeCgroup

    init() throws { fake = try FakeCgroup() }

    /// An own place of v2 whose container's cgroup is there already, since a plain directory gets no files by itself.
    private func unified(_ files: [String: String]) throws -> CgroupHierarchy {
        let offered = "cpu io memory pids\n"
        let parent = [
            "cgroup.controllers": offered, "cgroup.subtree_control": "", "cgroup.procs": "",
        ]
        try fake.make("own", parent)
        try fake.make("own/cuvette", parent)
        try fake.make("own/cuvette/c", files.merging(["cgroup.controllers": offered]) { $1 })
        return fake.unifiedHierarchy([.cpu, .blockIO, .memory, .pids])
    }

    @Test func `hands v2 controllers on from our place down to its parent`() throws {
        let hierarchy = try unified([
            "memory.max": "max", "memory.swap.max": "max", "pids.max": "max",
        ])
        let limits = ResourceLimits(memoryBytes: 4096, processes: 7)
        let cgroup = try Cgroup("c", limits: limits, in: hierarchy)
        #expect(cgroup.unenforced.isEmpty)
        #expect(fake.text("own/cgroup.subtree_control") == "+io +memory +pids")
        #expect(fake.text("own/cuvette/cgroup.subtree_control") == "+io +memory +pids")
        #expect(fake.text("own/cuvette/c/memory.max") == "4096")
        #expect(fake.text("own/cuvette/c/memory.swap.max") == "0")
        #expect(fake.text("own/cuvette/c/pids.max") == "7")
        #expect(cgroup.place.taskFiles.isEmpty)
        #expect(cgroup.birthDescriptor >= 0)
    }

    @Test func `keeps what was there before and removes what it made`() throws {
        let hierarchy = try unified([:])
        let joined = try CgroupPath("/own/cuvette/c", default: "x")
        do { _ = try Cgroup(joined, LinuxResources(), .strict, in: hierarchy) }
        #expect(fake.text("own/cuvette/c/cgroup.controllers") != nil)
        let nested = try CgroupPath("/own/a/b/c", default: "x")
        let place: CgroupPlace
        do {
            let cgroup = try Cgroup(
                nested,
                LinuxResources(),
                .reported,
                controllers: [],
                in: hierarchy
            )
            place = cgroup.keep()
        }
        let made = ["a", "a/b", "a/b/c"].map { fake.root.appending("own/\($0)") }
        #expect(place.made.map(\.path) == made)
        try place.remove()
        #expect(!CgroupDirectory(made[0]).exists)
        #expect(CgroupDirectory(fake.root.appending("own/cuvette")).exists)
    }

    @Test func `reports a limit that no controller is there for, or refuses it`() throws {
        var hierarchy = CgroupHierarchy()
        hierarchy.legacyRoots = [:]
        let limits = ResourceLimits(memoryBytes: 4096, cpus: 2, processes: 7)
        let cgroup = try Cgroup("c", limits: limits, in: hierarchy)
        #expect(cgroup.unenforced.map(\.limit) == ["memory", "cpu", "pids"])
        #expect(cgroup.unenforced[0].reason == "this host has no memory controller for it")
        let standard = try Cgroup("c", limits: ResourceLimits(), in: hierarchy)
        #expect(standard.unenforced.isEmpty)
        let error = #expect(throws: ContainerError.self) {
            _ = try Cgroup(CgroupPath(named: "c"), limits.resources, .strict, in: hierarchy)
        }
        let expected = ResourceError(
            "memory.limit",
            "4096",
            "this host has no memory controller for it"
        )
        #expect(error == .resource(expected))
    }

    @Test func `says of v2 what it cannot express`() throws {
        let hierarchy = try unified([:])
        let error = #expect(throws: ContainerError.self) {
            _ = try Cgroup(
                CgroupPath(named: "c"),
                LinuxResources(memory: LinuxMemory(swappiness: 5)),
                .strict,
                in: hierarchy
            )
        }
        guard case .resource(let cause)? = error else { return #expect(Bool(false)) }
        #expect(cause.setting == "memory.swappiness")
    }

    @Test func `names the file of v2 that is missing`() throws {
        let hierarchy = try unified([:])
        let error = #expect(throws: ContainerError.self) {
            _ = try Cgroup(
                CgroupPath(named: "c"),
                LinuxResources(unified: ["memory.high": "1"]),
                .strict,
                in: hierarchy
            )
        }
        guard case .cgroup(let cause)? = error else { return #expect(Bool(false)) }
        #expect(cause.description.contains("write 1 to \(fake.root)/own/cuvette/c/memory.high"))
    }

    @Test func `keeps the quota beside a new period`() throws {
        let hierarchy = try unified(["cpu.max": "50000 100000\n"])
        let cgroup = try Cgroup(
            CgroupPath(named: "c"),
            LinuxResources(cpu: LinuxCPU(period: 20_000)),
            .strict,
            in: hierarchy
        )
        #expect(fake.text("own/cuvette/c/cpu.max") == "50000 20000")
        try cgroup.place.apply(LinuxResources(cpu: LinuxCPU(quota: 70_000)))
        #expect(fake.text("own/cuvette/c/cpu.max") == "70000")
    }

    @Test func `does not go below what is in use when it is asked to look`() throws {
        let hierarchy = try unified([
            "memory.current": "9000\n", "memory.max": "max", "memory.swap.max": "max",
        ])
        let cgroup = try Cgroup("c", limits: ResourceLimits(processes: nil), in: hierarchy)
        var memory = LinuxMemory(limit: 8000, checkBeforeUpdate: true)
        #expect(throws: ContainerError.self) {
            try cgroup.place.apply(LinuxResources(memory: memory))
        }
        #expect(fake.text("own/cuvette/c/memory.max") == "max")
        memory.checkBeforeUpdate = false
        try cgroup.place.apply(LinuxResources(memory: memory))
        #expect(fake.text("own/cuvette/c/memory.max") == "8000")
    }

    @Test func `gives a new cpuset of v1 its parent's processors, level by level`() throws {
        try fake.make("cpuset", ["cpuset.cpus": "0-3\n", "cpuset.mems": "0\n"])
        try fake.make("cpuset/a", ["cpuset.cpus": "\n", "cpuset.mems": "\n"])
        try fake.make("cpuset/a/b", ["cpuset.cpus": "\n", "cpuset.mems": "\n"])
        var hierarchy = CgroupHierarchy()
        hierarchy.legacy = [.cpuSet: fake.root.appending("cpuset")]
        hierarchy.legacyRoots = hierarchy.legacy
        let cgroup = try Cgroup(
            try CgroupPath("/a/b", default: "x"),
            LinuxResources(cpu: LinuxCPU(cpus: "1")),
            .strict,
            in: hierarchy
        )
        #expect(fake.text("cpuset/a/cpuset.cpus") == "0-3")
        #expect(fake.text("cpuset/a/b/cpuset.cpus") == "1")
        #expect(fake.text("cpuset/a/b/cpuset.mems") == "0")
        #expect(cgroup.place.taskFiles == ["\(fake.root)/cpuset/a/b/tasks"])
    }

    @Test func `is found beside the leaf that an earlier run made`() throws {
        try fake.make("own/cuvette.runner", [:])
        try fake.make("own", ["cgroup.controllers": "memory pids rdma misc\n"])
        var hierarchy = CgroupHierarchy(
            own: "0::/own/cuvette.runner\n",
            mounts: "33 24 0:29 / \(fake.root) rw - cgroup2 cgroup2 rw\n"
        )
        hierarchy.keepUsable()
        #expect(hierarchy.unified == fake.root.appending("own"))
        #expect(hierarchy.unifiedControllers == [.memory, .pids, .rdma])
    }

    @Test func `can be kept in a file and found again`() throws {
        let place = CgroupPlace(
            legacy: [.memory: CgroupDirectory("/m/x"), .blockIO: CgroupDirectory("/b/x")],
            unified: CgroupDirectory("/u/x"),
            made: [CgroupDirectory("/m/x")]
        )
        let bytes = try JSONEncoder().encode(place)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""memory":"\/m\/x""#))
        #expect(try JSONDecoder().decode(CgroupPlace.self, from: bytes) == place)
    }
}
