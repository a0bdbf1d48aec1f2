import Foundation
import Glibc
import HostSystem
import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Containers

/// On the controllers of the machine, whichever version they are; one that is not there skips its test.
@Suite(.needsRoot, .serialized) struct `A living cgroup` {
    private let hierarchy = CgroupHierarchy.detect()
    private let name = "test-\(UUID().uuidString)"

    private func has(_ controllers: CgroupController...) -> Bool {
        for controller in controllers
        where hierarchy.legacy[controller] == nil
            && !hierarchy.unifiedControllers.contains(controller)
        {
            print("skipped: this host has no \(controller.rawValue) controller")
            return false
        }
        return true
    }

    private func cgroup(_ resources: LinuxResources) throws -> Cgroup {
        try Cgroup(CgroupPath(named: name), resources, .reported, in: hierarchy)
    }

    @Test func `holds memory down and counts it`() throws {
        guard has(.memory) else { return }
        let limit: Int64 = 32 << 20
        let memory = LinuxMemory(limit: limit, swap: limit)
        let cgroup = try cgroup(LinuxResources(memory: memory))
        let member = try Member(of: cgroup.place, "head -c 300m /dev/zero | tail -c 200m | wc -c")
        _ = try member.end()
        let figures = cgroup.place.statistics.memory
        #expect(figures.oomKills ?? 0 > 0)
        #expect(figures.usage.limit == UInt64(limit))
        #expect(try #require(figures.usage.max) <= UInt64(limit))
        #expect(try #require(figures.usage.max) > UInt64(limit) / 2)
        #expect(!figures.raw.isEmpty)
    }

    @Test func `refuses processes and counts that`() throws {
        guard has(.pids) else { return }
        let cgroup = try cgroup(LinuxResources(pids: LinuxPids(limit: 5)))
        let member = try Member(of: cgroup.place, "for i in 1 2 3 4 5 6 7; do sleep 9 & done; wait")
        #expect(eventually { cgroup.place.statistics.pids.refusals ?? 0 > 0 })
        #expect(cgroup.place.statistics.pids.limit == 5)
        try cgroup.place.killAll()
        _ = try member.end()
        #expect(eventually { cgroup.place.processes.isEmpty })
    }

    @Test func `stops what has used up its processor time`() throws {
        guard has(.cpu) else { return }
        let cgroup = try cgroup(LinuxResources(cpu: LinuxCPU(quota: 10_000, period: 100_000)))
        let member = try Member(of: cgroup.place, "while :; do :; done")
        defer { withExtendedLifetime(member) {} }
        let place = cgroup.place
        #expect(eventually { place.statistics.cpu.throttling.throttledPeriods ?? 0 > 2 })
        let figures = place.statistics.cpu
        #expect(figures.throttling.throttledTime ?? 0 > 0)
        #expect(figures.usage.total ?? 0 > 0)
        // A tenth of a processor: well below a half, however busy the machine.
        let began = ContinuousClock.now
        let before = try #require(place.statistics.cpu.usage.total)
        usleep(500_000)
        let after = try #require(place.statistics.cpu.usage.total)
        #expect(.nanoseconds(Int64(after - before)) < began.duration(to: .now) / 2)
        try place.killAll()
    }

    @Test func `stands still while it is frozen`() throws {
        let cgroup = try cgroup(LinuxResources())
        let place = cgroup.place
        let member = try Member(of: place, "while :; do :; done")
        defer { withExtendedLifetime(member) {} }
        #expect(eventually { place.processes.contains(member.pid) })
        try place.freeze()
        #expect(place.isFrozen)
        let before = place.statistics.cpu.usage.total
        usleep(100_000)
        #expect(place.statistics.cpu.usage.total == before)
        try place.thaw()
        #expect(!place.isFrozen)
        #expect(eventually { place.statistics.cpu.usage.total != before })
        try place.killAll()
    }

    @Test func `dies whole, frozen and nested as it is`() throws {
        let place: CgroupPlace
        do { place = try cgroup(LinuxResources()).keep() }
        // What a container makes inside: a cgroup two levels down, in every hierarchy.
        for file in place.processFiles {
            let inner = FilePath(file).removingLastComponent().appending("a/b").string
            try FileManager.default.createDirectory(
                atPath: inner,
                withIntermediateDirectories: true
            )
        }
        let inner = CgroupPlace(
            legacy: place.legacy.filter { $0.key != .cpuSet }.mapValues {
                CgroupDirectory($0.path.appending("a/b"))
            },
            unified: place.unified.map { CgroupDirectory($0.path.appending("a/b")) }
        )
        let outside = try Member(of: place, "sleep 60")
        let inside = try Member(of: inner, "sleep 60 & sleep 60")
        #expect(eventually { Set(place.processes).isSuperset(of: [outside.pid, inside.pid]) })
        try place.freeze()
        #expect(throws: ContainerError.self) { try place.remove() }
        try place.killAll()
        #expect(try outside.end().status == SIGKILL)
        #expect(try inside.end().status == SIGKILL)
        #expect(place.processes.isEmpty)
        try place.remove()
        #expect(place.made.filter(\.exists).isEmpty)
        #expect(place.made.count > 0)
    }

    @Test func `of v1 alone is frozen, killed and thawed`() throws {
        guard hierarchy.legacy[.freezer] != nil else { return print("skipped: no v1 freezer") }
        var legacy = hierarchy
        legacy.unified = nil
        let path = CgroupPath(named: name)
        let place = try Cgroup(path, LinuxResources(), .strict, in: legacy).keep()
        #expect(place.unified == nil)
        let member = try Member(of: place, "while :; do sleep 0.01; done")
        #expect(eventually { place.processes.contains(member.pid) })
        try place.killAll()
        #expect(try member.end().status == SIGKILL)
        #expect(!place.isFrozen)
        try place.remove()
        #expect(place.made.filter(\.exists).isEmpty)
    }

    @Test func `takes new limits, higher and lower`() throws {
        guard has(.memory, .pids, .cpu) else { return }
        let cgroup = try cgroup(
            LinuxResources(memory: LinuxMemory(limit: 64 << 20, swap: 64 << 20))
        )
        for mebibytes: Int64 in [128, 32, 96] {
            let limit = mebibytes << 20
            try cgroup.place.apply(
                LinuxResources(
                    memory: LinuxMemory(limit: limit, swap: limit),
                    cpu: LinuxCPU(
                        quota: mebibytes * 1000,
                        burst: UInt64(mebibytes * 500),
                        period: 100_000
                    ),
                    pids: LinuxPids(limit: mebibytes)
                )
            )
            let figures = cgroup.place.statistics
            #expect(figures.memory.usage.limit == UInt64(limit))
            #expect(figures.pids.limit == UInt64(mebibytes))
        }
        try cgroup.place.apply(
            LinuxResources(memory: LinuxMemory(limit: -1), pids: LinuxPids(limit: -1))
        )
        #expect(cgroup.place.statistics.memory.usage.limit == nil)
        #expect(cgroup.place.statistics.pids.limit == nil)
    }

    @Test func `names the file and the value that the kernel refuses`() throws {
        guard has(.cpuSet) else { return }
        let error = #expect(throws: ContainerError.self) {
            _ = try cgroup(LinuxResources(cpu: LinuxCPU(cpus: "4000")))
        }
        guard case .cgroup(let cause)? = error else { return #expect(Bool(false)) }
        #expect(cause.action.contains("write 4000 to "))
        #expect(cause.action.contains("cpuset.cpus"))
        let folder = hierarchy.legacy[.cpuSet]?.appending("cuvette").appending(name)
        #expect(folder.map { CgroupDirectory($0).exists } != true)
    }

    @Test func `is joined where it is, and made on all levels where it is not`() throws {
        let path = try CgroupPath("/\(name)/x/y", default: "z")
        let first = try Cgroup(path, LinuxResources(), .strict, in: hierarchy).keep()
        let second = try Cgroup(path, LinuxResources(), .strict, in: hierarchy).keep()
        #expect(first.taskFiles == second.taskFiles)
        #expect(second.made.isEmpty)
        let member = try Member(of: second, "cat /proc/self/cgroup")
        let lines = try member.end().text.split(separator: "\n")
        let members = lines.filter { $0.hasSuffix("/\(name)/x/y") }
        #expect(members.count >= first.processFiles.count)
        try second.remove()
        #expect(CgroupDirectory(FilePath(first.processFiles[0]).removingLastComponent()).exists)
        try first.remove()
        #expect(first.made.filter(\.exists).isEmpty)
    }

    @Test func `is made also while signals come`() throws {
        guard has(.memory) else { return }
        // A limit that is written while a signal is on its way fails with EINTR (memory.limit_in_bytes).
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        var before = sigaction()
        sigaction(SIGUSR2, &action, &before)
        // The threads on which tests run are closed to signals.
        var signals = sigset_t()
        var mask = sigset_t()
        sigaddset(&signals, SIGUSR2)
        pthread_sigmask(SIG_UNBLOCK, &signals, &mask)
        let target = pthread_self()
        let isOver = Atomic(false)
        let sender = Thread {
            while !isOver.load(ordering: .relaxed) { pthread_kill(target, SIGUSR2) }
        }
        sender.start()
        defer {
            isOver.store(true, ordering: .relaxed)
            while !sender.isFinished { usleep(100) }
            pthread_sigmask(SIG_SETMASK, &mask, nil)
            sigaction(SIGUSR2, &before, nil)
        }
        let limit: Int64 = 64 << 20
        for number in 0..<4 {
            let path = try CgroupPath("/\(name)-\(number)", default: "z")
            let memory = LinuxMemory(limit: limit, swap: limit)
            _ = try Cgroup(path, LinuxResources(memory: memory), .reported, in: hierarchy)
        }
    }

    @Test func `lets nobody use a device that no rule allows`() throws {
        guard hierarchy.legacy[.devices] != nil else { return print("skipped: no v1 devices") }
        try expectDevices(in: hierarchy)
    }

    @Test func `of v2 asks a program about devices`() throws {
        let mount = try DetachedMount(of: "cgroup2", [])
        var unified = CgroupHierarchy()
        unified.unified = FilePath("/proc/\(getpid())/fd/\(mount.descriptor)")
        unified.unifiedRoot = unified.unified
        try expectDevices(in: unified)
        withExtendedLifetime(mount) {}
    }

    private func expectDevices(in hierarchy: CgroupHierarchy) throws {
        let path = CgroupPath(named: "\(name)-devices")
        let resources = LinuxResources(devices: LinuxDeviceRule.standard)
        let cgroup = try Cgroup(path, resources, .strict, in: hierarchy)
        let script =
            "head -c 1 /dev/zero | wc -c; mknod \(NSTemporaryDirectory())/\(name) c 10 229;"
            + " head -c 1 < \(NSTemporaryDirectory())/\(name)"
        let first = try Member(of: cgroup.place, script).end()
        #expect(first.text.hasPrefix("1\n"))
        #expect(first.text.contains("Operation not permitted"))
        try cgroup.place.apply(
            LinuxResources(devices: [
                LinuxDeviceRule(allow: false), LinuxDeviceRule(allow: true, type: "c", major: 136),
                LinuxDeviceRule(allow: true, type: "c", major: 1, minor: 3),
            ])
        )
        let second = try Member(of: cgroup.place, "echo x > /dev/null && head -c 1 /dev/zero").end()
        #expect(second.text.contains("/dev/zero"))
        #expect(second.text.contains("Operation not permitted"))
        try? FileManager.default.removeItem(atPath: "\(NSTemporaryDirectory())/\(name)")
    }

    @Test func `of v2 hands controllers on although its place holds processes`() throws {
        let mount = try DetachedMount(of: "cgroup2", [])
        let root = CgroupDirectory(FilePath("/proc/\(getpid())/fd/\(mount.descriptor)"))
        guard root.controllers("cgroup.controllers").contains(.hugepages),
            CgroupDirectory("/sys/kernel/mm/hugepages/hugepages-2048kB").exists
        else { return print("skipped: cgroup v2 has no hugetlb controller here") }
        let wasOn = root.controllers("cgroup.subtree_control").contains(.hugepages)
        if !wasOn { try root.write("+hugetlb", to: "cgroup.subtree_control") }
        let own = CgroupDirectory(root.path.appending(name))
        defer {
            try? own.remove(until: .now + .seconds(30))
            if !wasOn { try? root.write("-hugetlb", to: "cgroup.subtree_control") }
        }
        try own.make()
        let member = try Member(of: CgroupPlace(unified: own), "exec sleep 60")
        #expect(eventually { own.processes.contains(member.pid) })
        var hierarchy = CgroupHierarchy()
        hierarchy.unified = own.path
        hierarchy.unifiedRoot = root.path
        hierarchy.unifiedControllers = own.controllers("cgroup.controllers")
        let limit = LinuxHugepageLimit(pageSize: "2MB", limit: 8 << 20)
        do {
            let cgroup = try Cgroup(
                CgroupPath(named: "x"),
                LinuxResources(hugepageLimits: [limit]),
                .strict,
                in: hierarchy
            )
            #expect(cgroup.place.statistics.hugetlb["2MB"]?.limit == 8 << 20)
        }
        #expect(own.processes.isEmpty)
        let leaf = CgroupDirectory(own.path.appending(CgroupDelegation.leaf))
        #expect(leaf.processes == [member.pid])
        kill(member.pid, SIGKILL)
        _ = try member.end()
        withExtendedLifetime(mount) {}
    }

    @Test func `of v2 alone freezes, kills and goes`() throws {
        let mount = try DetachedMount(of: "cgroup2", [])
        var unified = CgroupHierarchy()
        unified.unified = FilePath("/proc/\(getpid())/fd/\(mount.descriptor)")
        unified.unifiedRoot = unified.unified
        let place = try Cgroup(
            CgroupPath(named: "\(name)-v2"),
            LinuxResources(),
            .strict,
            in: unified
        ).keep()
        #expect(place.legacy.isEmpty)
        let member = try Member(of: place, "sleep 60 & while :; do :; done")
        #expect(eventually { place.processes.count == 2 })
        try place.freeze()
        #expect(place.isFrozen)
        try place.killAll()
        #expect(try member.end().status == SIGKILL)
        try place.remove()
        #expect(place.made.filter(\.exists).isEmpty)
        withExtendedLifetime(mount) {}
    }
}
