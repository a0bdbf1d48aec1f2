import Containers
import Dispatch
import Glibc
import HostSystem
import Synchronization
import SystemPackage

/// Many containers, some of them at a time.
struct CrowdSection: Section {
    static let key = "g"
    static let title = "Five hundred containers"
    static let needsRoot = false

    private static let limits = ResourceLimits(memoryBytes: 1 << 30, processes: 512)
    private static let count = 500
    private static let peerCount = 50
    private static let podmanCount = 12

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let filter = try SeccompCompiler.compile(.standard()).instructions
        let own = try OwnContainer(tool, Self.limits, filter, in: workshop)
        let peers = try Peers(tool, Self.limits, in: workshop)
        var comparison = Comparison("Time for each, /bin/true", unit: "ms")
        var contenders = [1, 2, 4].map { width in
            Contender("cuvette, \(width) at a time") {
                try Self.each(of: Self.count, width) { try own.measure() }
            }
        }
        let floor = try FloorContainer(tool, Self.limits, filter, in: workshop)
        contenders += [2, 4].map { width in
            Contender("floor, \(width) at a time") {
                try Self.each(of: Self.count, width) { try floor.measure() }
            }
        }
        let podman = try Podman.present(tool, in: workshop, &comparison)
        defer { try? podman?.close() }
        if workshop.withPeers {
            for width in [2, 4] { contenders += Self.peers(peers, podman, width) }
        }
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 5).run(&comparison, contenders)
        comparison.expect(
            "two at a time lose nothing",
            "cuvette, 2 at a time",
            atMost: 1,
            times: "cuvette, 1 at a time"
        )
        return [comparison, try teardown(own), try memory(own)]
    }

    private static func peers(_ peers: Peers, _ podman: Podman?, _ width: Int) -> [Contender] {
        let runtimes = ["runc", "crun"].map { name in
            Contender("\(name), \(width) at a time") {
                let runtime = try peers.runtime(name)
                return try each(of: peerCount, width) { number in
                    try peers.run(runtime, named: "cuvette-crowd-\(number)")
                }
            }
        }
        let bubblewrap = Contender("bwrap, \(width) at a time") {
            try each(of: peerCount, width) { _ in try peers.bubblewrap() }
        }
        let last = podman.map { podman in
            Contender("podman, \(width) at a time") {
                try each(of: podmanCount, width) { _ in try podman.run(["/bin/true"]).run() }
            }
        }
        return runtimes + [bubblewrap] + [last].compactMap { $0 }
    }

    /// The wall time of all over their number.
    private static func each(
        of count: Int,
        _ width: Int,
        _ work: @escaping (Int) throws -> Void
    ) throws -> Double {
        let next = Atomic<Int>(0)
        let failure = Mutex<String?>(nil)
        // `concurrentPerform` returns when all are done, so the work is never outlived; what it shares it guards itself.
        nonisolated(unsafe) let work = work
        let time = milliseconds {
            DispatchQueue.concurrentPerform(iterations: width) { _ in
                while case let number = next.add(1, ordering: .relaxed).oldValue, number < count {
                    do { try work(number) } catch { failure.withLock { $0 = "\(error)" } }
                }
            }
        }
        if let text = failure.withLock({ $0 }) { throw Unavailable(text) }
        return time / Double(count)
    }

    private static func each(
        of count: Int,
        _ width: Int,
        _ work: @escaping () throws -> Double
    ) throws -> Double {
        try each(of: count, width) { _ in _ = try work() }
    }

    /// From the end of a container's process to the moment when all of it is gone.
    private func teardown(_ own: OwnContainer) throws -> Comparison {
        var comparison = Comparison("Taking a container down", unit: "ms")
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 25).run(
            &comparison,
            [Contender.repeated("cgroup and mounts", 5) { try own.measureTeardown() }]
        )
        return comparison
    }

    /// What the kernel charges the container's cgroup at most.
    private func memory(_ own: OwnContainer) throws -> Comparison {
        var comparison = Comparison("Peak memory of a container's cgroup", unit: "KiB")
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 5).run(
            &comparison,
            [Contender("init and /bin/true") { try own.peakMemory() }]
        )
        return comparison
    }
}
