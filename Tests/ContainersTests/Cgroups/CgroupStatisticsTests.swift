import Foundation
import SystemPackage
import Testing

@testable import Containers

@Suite struct `The figures of a cgroup` {
    let fake: FakeCgroup

    init() throws { fake = try FakeCgroup() }

    private func place(_ name: String) -> CgroupPlace {
        CgroupPlace(unified: CgroupDirectory(fake.root.appending(name)))
    }

    @Test func `are read from v2`() throws {
        try fake.make(
            "c",
            [
                "cpu.stat": """
                usage_usec 3000
                user_usec 2000
                system_usec 1000
                nr_periods 5
                nr_throttled 4
                throttled_usec 70
                """,
                "cpu.pressure": """
                some avg10=1.50 avg60=0.25 avg300=0.00 total=12345
                full avg10=0.00 avg60=0.00 avg300=0.00 total=6
                """,
                "memory.current": "100\n", "memory.max": "max\n", "memory.peak": "900\n",
                "memory.stat": "anon 60\nfile 40\n",
                "memory.events": "low 0\nhigh 0\nmax 3\noom 1\noom_kill 2\noom_group_kill 0\n",
                "memory.swap.current": "0\n", "memory.swap.max": "5\n",
                "pids.current": "2\n", "pids.max": "7\n", "pids.events": "max 1\n",
                "io.stat": """
                8:0 rbytes=4096 wbytes=512 rios=1 wios=2 dbytes=0 dios=0
                8:16\u{20}
                """,
            ]
        )
        let figures = place("c").statistics
        #expect(figures.cpu.usage.total == 3_000_000)
        #expect(figures.cpu.usage.user == 2_000_000)
        #expect(figures.cpu.usage.kernel == 1_000_000)
        #expect(figures.cpu.throttling.throttledPeriods == 4)
        #expect(figures.cpu.throttling.throttledTime == 70_000)
        #expect(figures.cpu.psi?.some?.avg10 == 1.5)
        #expect(figures.cpu.psi?.full?.total == 6)
        #expect(figures.memory.usage == MemoryBound(limit: nil, usage: 100, max: 900, failcnt: 3))
        #expect(figures.memory.cache == 40)
        #expect(figures.memory.oomKills == 2)
        #expect(figures.memory.swap.limit == 5)
        #expect(figures.memory.psi == nil)
        #expect(figures.pids == ProcessStatistics(current: 2, limit: 7, refusals: 1))
        #expect(figures.blkio.bytes("Read") == 4096)
        #expect(figures.blkio.bytes("Write") == 512)
        #expect(figures.blkio.ioServicedRecursive.count == 3)
    }

    @Test func `are read from v1`() throws {
        try fake.make(
            "m",
            [
                "memory.limit_in_bytes": "9223372036854771712\n", "memory.usage_in_bytes": "10\n",
                "memory.max_usage_in_bytes": "20\n", "memory.failcnt": "3\n",
                "memory.stat": "cache 4\nrss 6\n",
                "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
                "cpuacct.usage": "500\n", "cpuacct.usage_user": "300\n",
                "cpuacct.usage_sys": "200\n", "cpuacct.usage_percpu": "100 400 \n",
                "blkio.throttle.io_service_bytes_recursive": "8:0 Read 7\n8:0 Write 9\nTotal 16\n",
            ]
        )
        let directory = CgroupDirectory(fake.root.appending("m"))
        let place = CgroupPlace(
            legacy: [.memory: directory, .cpuAccounting: directory, .blockIO: directory]
        )
        let figures = place.statistics
        #expect(figures.memory.usage == MemoryBound(limit: nil, usage: 10, max: 20, failcnt: 3))
        #expect(figures.memory.oomKills == 1)
        #expect(figures.memory.cache == 4)
        #expect(figures.cpu.usage.percpu == [100, 400])
        #expect(figures.cpu.usage.kernel == 200)
        #expect(figures.blkio.bytes("Write") == 9)
    }

    @Test func `are none where the kernel keeps none`() throws {
        try fake.make("empty", [:])
        #expect(place("empty").statistics == CgroupStatistics())
        #expect(place("missing").statistics == CgroupStatistics())
        #expect(CgroupStatistics().blkio.bytes("Read") == nil)
    }

    @Test(arguments: ["", "some", "some avg10=x total=1", "else avg10=0 avg60=0 avg300=0 total=1"])
    func `of pressure are none where the text is another`(text: String) {
        #expect(PressureStatistics(text) == nil)
    }

    @Test func `have the keys of runc in JSON`() throws {
        var figures = CgroupStatistics()
        figures.cpu.usage.percpuKernel = [1]
        figures.memory.raw = ["rss": 5]
        figures.memory.usage.limit = 9
        figures.hugetlb = ["2MB": MemoryBound(usage: 3)]
        figures.pids.current = 2
        let bytes = try JSONEncoder().encode(figures)
        let read = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        #expect(Set(read.keys) == ["cpu", "memory", "pids", "blkio", "hugetlb"])
        let cpu = try #require(read["cpu"] as? [String: Any])
        #expect(Set(cpu.keys) == ["usage", "throttling"])
        #expect((cpu["usage"] as? [String: Any])?["percpu_kernel"] as? [Int] == [1])
        let memory = try #require(read["memory"] as? [String: Any])
        #expect((memory["usage"] as? [String: Any])?["limit"] as? Int == 9)
        #expect((memory["raw"] as? [String: Any])?["rss"] as? Int == 5)
        #expect(try JSONDecoder().decode(CgroupStatistics.self, from: bytes) == figures)
    }
}
