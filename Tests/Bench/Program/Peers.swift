import BenchFloor
import Containers
import Glibc
import HostSystem
import SystemPackage

/// What else starts containers, where it is installed.
struct Peers {
    private let tool: Tool
    private let workshop: Workshop
    private let bundle: RuntimeBundle

    init(_ tool: Tool, _ limits: ResourceLimits, in workshop: Workshop) throws {
        self.tool = tool
        self.workshop = workshop
        bundle = try RuntimeBundle(
            at: workshop.path.appending("bundle"),
            root: tool.rootFileSystem,
            limits: limits
        )
    }

    /// bubblewrap: namespaces and mounts; no overlay, no limits, no filter.
    func bubblewrap() throws {
        let words = [
            "--unshare-all", "--ro-bind", tool.rootFileSystem.string, "/", "--proc", "/proc",
            "--dev", "/dev", "--cap-drop", "ALL", "/bin/true",
        ]
        try Program(installed: "bwrap", words).run()
    }

    /// runc or crun: everything but the overlay.
    func runtime(_ name: String, in namespace: Int32 = -1, named container: String? = nil) throws {
        var program = try Program(installed: name, [])
        program.mountNamespace = namespace
        try run(program, named: container)
    }

    /// A program with runc's command line: one container from start to end.
    func run(_ program: Program, named container: String? = nil) throws {
        var program = program
        program.arguments = [
            "--root", workshop.path.appending("runtime").string, "run", "--bundle",
            bundle.path.string, container ?? "cuvette-bench-\(getpid())",
        ]
        try program.run()
    }

    /// A mount namespace in which crun takes a hybrid of cgroup v1 and v2 for v1, or -1 where there is none.
    static let legacyCgroups: Int32 = {
        let unified = "/sys/fs/cgroup/unified"
        return access(unified, F_OK) == 0 ? bench_namespace_without(unified) : -1
    }()
}

/// podman with a store of its own.
struct Podman {
    private let workshop: Workshop
    private let folder: FilePath

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
        try Directory(creating: folder).writeFile("containers.conf", Array(settings.utf8))
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

    private func program(_ words: [String]) throws -> Program {
        let own = [
            "--root", folder.appending("root").string, "--runroot",
            folder.appending("run").string,
        ]
        var program = try Program(installed: "podman", own + words)
        program.mountNamespace = Peers.legacyCgroups
        program.environment = ["CONTAINERS_CONF=\(folder.appending("containers.conf"))"]
        return program
    }

    /// Unmounts what podman keeps mounted.
    func close() throws {
        try program(["system", "reset", "--force"]).run()
    }
}
