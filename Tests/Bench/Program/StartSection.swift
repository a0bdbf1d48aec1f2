import BenchFloor
import Containers
import Glibc
import HostSystem
import Images
import SystemPackage

/// From the wish to run `/bin/true` in a fresh container to its exit status.
struct StartSection: Section {
    static let key = "a"
    static let title = "A container from start to exit"
    static let needsRoot = false

    private static let limits = ResourceLimits(memoryBytes: 1 << 30, processes: 512)

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let filter = try SeccompCompiler.compile(.standard()).instructions
        let own = try OwnContainer(tool, Self.limits, filter, in: workshop)
        let floor = try FloorContainer(tool, Self.limits, filter, in: workshop)
        var contenders = [
            Contender.repeated("cuvette, in process", 5, measure: own.measure),
            Contender.repeated("floor: the bare system calls", 5, measure: floor.measure),
        ]
        var comparison = Comparison(
            Peers.isOrdinary
                ? "/bin/true as an ordinary user: fresh overlay, own network, filter"
                : "/bin/true: fresh overlay, own network, limits, filter",
            unit: "ms"
        )
        let podman = try Podman.present(tool, in: workshop, &comparison)
        defer { try? podman?.close() }
        if workshop.withPeers { contenders += try peers() }
        if let podman {
            contenders.append(
                Contender("podman run --rm --network none") {
                    let program = try podman.run(["/bin/true"])
                    return try milliseconds { try program.run() }
                }
            )
        }
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 25).run(&comparison, contenders)
        expect(of: &comparison)
        return [comparison, try rested(own, floor)]
    }

    /// The same after a pause, as between the steps of a job that take their time: what the kernel does at once for one
    /// who asks often, it may wait with for one who does not.
    private func rested(_ own: OwnContainer, _ floor: FloorContainer) throws -> Comparison {
        var comparison = Comparison("/bin/true 50 ms after the last container", unit: "ms")
        let contenders = [
            Contender("cuvette, in process") {
                usleep(50_000)
                return try own.measure()
            },
            Contender("floor: the bare system calls") {
                usleep(50_000)
                return try floor.measure()
            },
        ]
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 25).run(&comparison, contenders)
        let bound = Peers.isOrdinary ? 12.0 : 9
        comparison.expect("below \(Int(bound)) ms", "cuvette, in process", below: bound)
        return comparison
    }

    /// All but podman.
    ///
    /// An ordinary user's own namespace was made before and once; the others make theirs each time.
    private func peers() throws -> [Contender] {
        let peers = try Peers(tool, Self.limits, in: workshop)
        let runtime = try peers.own()
        return [
            Contender("cuvette-oci run (no overlay)") {
                try milliseconds { try peers.run(runtime) }
            },
            .repeated("bwrap (no overlay, limits, filter)", 3) {
                try milliseconds(peers.bubblewrap)
            },
        ]
            + ["crun", "runc"].map { name in
                Contender("\(name) (no overlay)") {
                    let runtime = try peers.runtime(name)
                    return try milliseconds { try peers.run(runtime) }
                }
            }
    }

    private func expect(of comparison: inout Comparison) {
        let own = "cuvette, in process"
        comparison.expect(
            "within 1.3 times the floor",
            own,
            atMost: 1.3,
            times: "floor: the bare system calls"
        )
        comparison.expect("faster than crun", "crun (no overlay)", atLeast: 1, times: own)
        comparison.expect(
            "30 times faster than podman",
            "podman run --rm --network none",
            atLeast: 30,
            times: own
        )
    }
}
