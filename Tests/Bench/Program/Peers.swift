import BenchFloor
import Containers
import Glibc
import HostSystem
import SystemPackage

/// What else starts containers, where it is installed: for root, or for the ordinary user that measures.
///
/// An ordinary user's programs run outside of the namespace that this program has entered, and make their own. crun
/// alone runs inside, where cgroups can be covered: it refuses a hybrid of v1 and v2.
struct Peers {
    private let tool: Tool
    private let workshop: Workshop
    private let bundle: RuntimeBundle
    private let nested: RuntimeBundle

    init(
        _ tool: Tool,
        _ limits: ResourceLimits,
        command: [String] = ["/bin/true"],
        in workshop: Workshop
    ) throws {
        self.tool = tool
        self.workshop = workshop
        bundle = try RuntimeBundle(
            at: workshop.fresh("bundle"),
            root: tool.rootFileSystem,
            limits: limits,
            command: command,
            mapping: Self.isOrdinary ? BenchIdentity.user : nil
        )
        nested = try RuntimeBundle(
            at: workshop.fresh("bundle"),
            root: tool.rootFileSystem,
            limits: limits,
            command: command,
            mapping: Self.isOrdinary ? 0 : nil
        )
    }

    /// Whether it is an ordinary user that measures.
    static var isOrdinary: Bool { BenchIdentity.rights.inUserNamespace }

    /// bubblewrap: namespaces and mounts; no overlay, no limits, no filter.
    func bubblewrap() throws {
        let words = [
            "--unshare-all", "--ro-bind", tool.rootFileSystem.string, "/", "--proc", "/proc",
            "--dev", "/dev", "--cap-drop", "ALL", "/bin/true",
        ]
        var program = try Program(installed: "bwrap", words)
        program.isOutside = Self.isOrdinary
        try program.run()
    }

    /// A program with runc's command line, and the bundle that it can run where it is started.
    struct Runtime {
        /// The program, which lacks a command.
        var program: Program
        /// What it runs.
        var bundle: RuntimeBundle
    }

    /// An installed runtime, `runc` or `crun`: everything but the overlay.
    ///
    /// - Throws: `Unavailable`.
    func runtime(_ name: String) throws -> Runtime {
        var program = try Program(installed: name, [])
        guard name == "crun", Self.legacyCgroups >= 0 else { return ordinary(program) }
        program.mountNamespace = Self.legacyCgroups
        if Self.isOrdinary { program.arguments = ["--cgroup-manager=disabled"] }
        return Runtime(program: program, bundle: nested)
    }

    /// The same of ours.
    ///
    /// - Parameter isNested: Whether an ordinary user's runs as root of this program's namespace.
    /// - Returns: The program and its bundle.
    /// - Throws: `Unavailable`.
    func own(isNested: Bool = false) throws -> Runtime {
        let program = Program(try workshop.program("cuvette-oci"), [])
        return isNested ? Runtime(program: program, bundle: nested) : ordinary(program)
    }

    private func ordinary(_ program: Program) -> Runtime {
        var program = program
        program.isOutside = Self.isOrdinary
        return Runtime(program: program, bundle: bundle)
    }

    /// One container from start to end.
    func run(_ runtime: Runtime, named container: String? = nil) throws {
        var program = runtime.program
        program.arguments += [
            "--root", workshop.path.appending("runtime").string, "run", "--bundle",
            runtime.bundle.path.string, container ?? "cuvette-bench-\(getpid())",
        ]
        try program.run()
    }

    /// A mount namespace in which crun takes a hybrid of cgroup v1 and v2 for v1, or -1 where there is none.
    static let legacyCgroups: Int32 = {
        let unified = "/sys/fs/cgroup/unified"
        guard access(unified, F_OK) == 0 else { return -1 }
        return isOrdinary
            ? bench_namespace_without("/sys/fs/cgroup", 1) : bench_namespace_without(unified, 0)
    }()
}

/// podman with a store of its own.
struct Podman {
    private let workshop: Workshop
    private let folder: FilePath

    /// podman, where peers are wanted and it is there; the comparison says why it is not.
    static func present(
        _ tool: Tool,
        in workshop: Workshop,
        _ comparison: inout Comparison
    ) throws -> Podman? {
        guard workshop.withPeers else { return nil }
        do {
            return try Podman(tool, in: workshop)
        } catch let error as Unavailable {
            comparison.leftOut.append(("podman", "\(error)"))
            return nil
        }
    }

    /// Brings the tool's root file system into the store.
    ///
    /// - Throws: `Unavailable`.
    init(_ tool: Tool, in workshop: Workshop) throws {
        self.workshop = workshop
        folder = workshop.path.appending("podman")
        // What an unprivileged machine refuses is left at what it is; podman's own defaults ask for more.
        let settings = """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "none"

            """
        let place = try Directory(creating: folder)
        try place.writeFile("containers.conf", Array(settings.utf8))
        let storage = """
            [storage]
            driver = "overlay"
            runroot = "\(folder)/run"
            graphroot = "\(folder)/root"

            """
        try place.writeFile("storage.conf", Array(storage.utf8))
        if access(folder.appending("root").string, F_OK) == 0 { return }
        let archive = folder.appending("root.tar")
        try Program(
            installed: "tar",
            ["-C", tool.rootFileSystem.string, "-cf", archive.string, "."]
        ).run()
        try program(["import", archive.string, "localhost/cuvette-bench"]).run()
    }

    /// `podman run` without a network.
    func run(_ command: [String]) throws -> Program {
        try program(
            ["run", "--rm", "--network", "none", "localhost/cuvette-bench"] + command
        )
    }

    /// Starts a container that stays, for `exec`.
    func startLiving() throws {
        let words = ["run", "--detach", "--name", "living", "--network", "none"]
        try program(words + ["localhost/cuvette-bench", "/bin/wait"]).run()
    }

    /// `podman exec` in it.
    func exec() throws -> Program { try program(["exec", "living", "/bin/true"]) }

    private func program(_ words: [String]) throws -> Program {
        // crun, which podman may prefer, refuses an ordinary user cgroups of both versions.
        let runtime = Peers.isOrdinary && Peers.legacyCgroups >= 0 ? ["--runtime", "runc"] : []
        var program = try Program(installed: "podman", runtime + words)
        program.mountNamespace = Peers.isOrdinary ? -1 : Peers.legacyCgroups
        program.isOutside = Peers.isOrdinary
        program.environment = [
            "CONTAINERS_CONF=\(folder.appending("containers.conf"))",
            "CONTAINERS_STORAGE_CONF=\(folder.appending("storage.conf"))", "HOME=\(folder)",
        ]
        if Peers.isOrdinary { program.environment.append("XDG_RUNTIME_DIR=\(folder)") }
        return program
    }

    /// Ends and unmounts what podman keeps.
    func close() throws {
        try program(["rm", "--all", "--force", "--time", "0"]).run()
        try program(["system", "reset", "--force"]).run()
    }
}
