import Containers
import Glibc
import HostSystem
import OCI
import SystemPackage

/// One more process in a container that runs.
struct JoinSection: Section {
    static let key = "f"
    static let title = "One more process in a running container"
    static let needsRoot = true

    private static let limits = ResourceLimits(memoryBytes: 1 << 30, processes: 512)

    private let workshop: Workshop
    private let tool: Tool

    init(_ workshop: Workshop, _ tool: Tool) {
        self.workshop = workshop
        self.tool = tool
    }

    func run() throws -> [Comparison] {
        let bundle = try RuntimeBundle(
            at: workshop.fresh("bundle-f"),
            root: tool.rootFileSystem,
            limits: Self.limits,
            command: ["/bin/wait"]
        )
        let own = try LivingContainer(
            try Program(workshop.program("cuvette-oci"), []),
            bundle,
            in: workshop
        )
        defer { own.end() }
        let joiner = try OwnJoiner(own.pid, in: workshop)
        var comparison = Comparison("/bin/true in it, from start to exit", unit: "ms")
        var contenders = [
            Contender.repeated("cuvette, in process", 5, measure: joiner.measure),
            Contender("cuvette-oci exec") { try milliseconds(own.join) },
            Contender("nsenter (no limits, filter, capabilities)") {
                try milliseconds {
                    try Program(installed: "nsenter", ["-t", "\(own.pid)", "-a", "/bin/true"])
                        .run()
                }
            },
        ]
        var others: [LivingContainer] = []
        defer { for other in others { other.end() } }
        for (name, namespace) in [("crun", Peers.legacyCgroups), ("runc", -1)]
        where workshop.withPeers {
            do {
                var program = try Program(installed: name, [])
                program.mountNamespace = namespace
                let living = try LivingContainer(program, bundle, in: workshop)
                others.append(living)
                contenders.append(Contender("\(name) exec") { try milliseconds(living.join) })
            } catch let error as Unavailable {
                comparison.leftOut.append((name, "\(error)"))
            }
        }
        try Contest(workshop: workshop, rounds: workshop.rounds ?? 15).run(&comparison, contenders)
        comparison.expect("faster than crun", "crun exec", atLeast: 1, times: "cuvette-oci exec")
        return [comparison]
    }
}

/// A container of some runtime that waits to be joined.
final class LivingContainer {
    /// Its first process.
    let pid: Int32
    private let program: Program
    private let state: String
    private let name: String

    init(_ program: Program, _ bundle: RuntimeBundle, in workshop: Workshop) throws {
        self.program = program
        state = workshop.path.appending("living").string
        name = "cuvette-living-\(program.path.lastComponent?.string ?? "")-\(getpid())"
        let file = workshop.fresh("pid")
        var start = program
        start.arguments = [
            "--root", state, "run", "-d", "--bundle", bundle.path.string, "--pid-file",
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
        program.arguments = ["--root", state] + words
        try program.run()
    }
}

/// Joins a container within this process.
struct OwnJoiner {
    private let host: ContainerHost
    private let pid: Int32
    private let spec: RuntimeSpec
    private let filter: SeccompFilter

    init(_ pid: Int32, in workshop: Workshop) throws {
        self.pid = pid
        host = try ContainerHost(
            initProgram: try workshop.program("cuvette-init"),
            rights: .root
        )
        spec = .standard(arguments: ["/bin/true"])
        filter = try SeccompCompiler.compile(.standard())
    }

    /// One process, from the wish to its exit.
    func measure() throws -> Double {
        try milliseconds(run)
    }

    private func run() throws {
        let process = try OpenFile(opening: FilePath("/proc/\(pid)"), O_RDONLY | O_DIRECTORY)
        let namespaces = try NamespaceFiles(of: pid, pidfd: process)
        var resources = SandboxResources(start: .staged(StagedStart()))
        resources.joined = namespaces.joined
        resources.filter = filter
        let wanted = spec.process ?? RuntimeProcess(args: ["/bin/true"])
        let program = SandboxProgram(wanted, joining: spec, with: resources, on: host.rights)
        let made = try Stage.start(program, of: host)
            .converse(StageAnswers(forks: program.forks))
        withExtendedLifetime(namespaces) {}
        var status: Int32 = 0
        guard waitpid(made.pid, &status, 0) == made.pid, status == 0 else {
            throw Unavailable("it ended with \(status)")
        }
    }
}
