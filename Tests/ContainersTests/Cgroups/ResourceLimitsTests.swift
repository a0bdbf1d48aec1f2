import Glibc
import OCI
import Testing

@testable import Containers

@Suite struct `Limits that no cgroup enforces` {
    private let limits = ResourceLimits(memoryBytes: 1 << 20, cpus: 2, processes: 10)
    private let all = ["memory", "cpu", "pids"].map { UnenforcedLimit($0, reason: "none here") }

    @Test func `are replaced by those of each process where there is one`() {
        let (processLimits, reports) = limits.substitutes(for: all)
        #expect(
            processLimits == [
                POSIXRlimit(type: "RLIMIT_DATA", hard: 1 << 20, soft: 1 << 20)
            ]
        )
        #expect(
            reports.map(\.text) == ["memory (a limit of each process instead)", "cpu", "pids"]
        )
        #expect(reports[0].instead == "RLIMIT_DATA of each process")
        #expect(reports.map(\.reason) == ["none here", "none here", "none here"])
    }

    @Test func `are left alone where a cgroup does it`() {
        let (processLimits, reports) = limits.substitutes(for: [])
        #expect(processLimits.isEmpty)
        #expect(reports.isEmpty)
    }

    @Test func `are never above those of the runner`() {
        let most = POSIXRlimit(type: "RLIMIT_NOFILE", hard: .max, soft: .max).lowered()
        #expect(most.hard < .max)
        #expect(most.soft <= most.hard)
        #expect(POSIXRlimit(type: "RLIMIT_NOFILE", hard: 3, soft: 3).lowered().hard == 3)
    }
}

@Suite struct `The limits of a step` {
    @Test func `become resources without a part that is not limited`() {
        #expect(ResourceLimits(processes: nil).resources == LinuxResources())
        #expect(
            ResourceLimits(memoryBytes: .max, cpus: 0.001, processes: 3, diskBytes: 1).resources
                == LinuxResources(
                    memory: LinuxMemory(limit: .max, swap: .max),
                    cpu: LinuxCPU(quota: 1000, period: 100_000),
                    pids: LinuxPids(limit: 3)
                )
        )
    }
}
