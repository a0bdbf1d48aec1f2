import Containers
import Glibc
import HostSystem
import OCI
import SystemPackage

/// One more process in a container that runs.
struct JoinSection: Section {
    static let key = "f"
    static let title = "One more process in a running container"
    static let needsRoot = false

    private static let limits = ResourceLimits(memoryBytes: 1 << 30, processes: 512)

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let peers = try Peers(tool, Self.limits, command: ["/bin/wait"], in: workshop)
        let own = try LivingContainer(try peers.own(), in: workshop)
        defer { own.end() }
        // An ordinary user's process can join only what is below its own user namespace.
        let near =
            Peers.isOrdinary ? try LivingContainer(peers.own(isNested: true), in: workshop) : own
        defer { if Peers.isOrdinary { near.end() } }
        let joiner = try OwnJoiner(near.pid, in: workshop)
        var comparison = Comparison("/bin/true in it, from start to exit", unit: "ms")
        var contenders = [
            Contender.repeated("cuvette, in process", 5, measure: joiner.measure),
            Contender("cuvette-oci exec") { try milliseconds(own.join) },
            Contender("nsenter (no limits, filter, capabilities)") {
                try milliseconds { try Self.enter(near.pid) }
            },
        ]
        var others: [LivingContainer] = []
        defer { for other in others { other.end() } }
        let podman = try podman(&comparison)
        defer { try? podman?.close() }
        for name in ["crun", "runc"] where workshop.withPeers {
            do {
                let living = try LivingContainer(try peers.runtime(name), in: workshop)
                others.append(living)
                contenders.append(Contender("\(name) exec") { try milliseconds(living.join) })
            } catch let error as Unavailable {
                comparison.leftOut.append((name, "\(error)"))
            }
        }
        if let podman {
            contenders.append(
                Contender("podman exec") {
                    let program = try podman.exec()
                    return try milliseconds { try program.run() }
                }
            )
        }
        if workshop.withPeers {
            comparison.leftOut.append(("bwrap", "it has no way into a running container"))
        }
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 15).run(&comparison, contenders)
        comparison.expect("faster than crun", "crun exec", atLeast: 1, times: "cuvette-oci exec")
        return [comparison]
    }

    /// nsenter; an ordinary user's leaves its groups and the host's namespace of cgroups alone.
    private static func enter(_ pid: Int32) throws {
        let how =
            Peers.isOrdinary
            ? ["--preserve-credentials", "-U", "-m", "-p", "-n", "-i", "-u"] : ["-a"]
        try Program(installed: "nsenter", ["-t", "\(pid)"] + how + ["/bin/true"]).run()
    }

    private func podman(_ comparison: inout Comparison) throws -> Podman? {
        guard workshop.withPeers else { return nil }
        do {
            let podman = try Podman(tool, in: workshop)
            try podman.startLiving()
            return podman
        } catch let error as Unavailable {
            comparison.leftOut.append(("podman", "\(error)"))
            return nil
        }
    }
}

/// A container of some runtime that waits to be joined.
final class LivingContainer {
    /// Its first process.
    let pid: Int32
    private let program: Program
    private let state: String
    private let name: String

    init(_ runtime: Peers.Runtime, in workshop: Workshop) throws {
        program = runtime.program
        state = workshop.path.appending("living").string
        let file = workshop.fresh("pid")
        name = "cuvette-\(file.lastComponent?.string ?? "")-\(getpid())"
        var start = program
        start.arguments += [
            "--root", state, "run", "-d", "--bundle", runtime.bundle.path.string, "--pid-file",
            file.string, name,
        ]
        try start.run()
        let text = try OpenFile(opening: file).readAll(limit: 64, name: file.string)
        pid = Int32(String(decoding: text, as: UTF8.self)) ?? 0
    }

    /// Runs one more process in it.
    func join() throws {
        try command(["exec", name, "/bin/true"])
    }

    /// Takes it away.
    func end() {
        do { try command(["delete", "--force", name]) } catch { Terminal.say("\(name): \(error)") }
    }

    private func command(_ words: [String]) throws {
        var program = program
        program.arguments += ["--root", state] + words
        try program.run()
    }
}

/// Joins a container within this process.
struct OwnJoiner {
    private let identity: ProcessIdentity
    private let joiner: ProcessJoiner
    private let wanted = RuntimeProcess(args: ["/bin/true"], cwd: "/")

    init(_ pid: Int32, in workshop: Workshop) throws {
        guard let identity = ProcessIdentity(of: pid) else {
            throw Unavailable("the container has ended")
        }
        self.identity = identity
        let host = try ContainerHost(
            initProgram: try workshop.program("cuvette-init"),
            rights: BenchIdentity.rights
        )
        joiner = ProcessJoiner(
            .standard(arguments: ["/bin/true"]),
            cgroup: nil,
            filter: try SeccompCompiler.compile(.standard()),
            of: host
        )
    }

    /// One process, from the wish to its exit.
    func measure() throws -> Double {
        try milliseconds(run)
    }

    private func run() throws {
        guard let container = identity.open() else {
            throw Unavailable("the container has ended")
        }
        let made = try joiner.join(wanted, container, pid: identity.pid)
        var status: Int32 = 0
        guard waitpid(made.pid, &status, 0) == made.pid, status == 0 else {
            throw Unavailable("it ended with \(status)")
        }
    }
}
