import CSandbox
import Containers
import FoundationEssentials
import Glibc
import HostSystem
import OCI
import SystemPackage

/// Runs one more process in a container.
struct ExecCommand: RuntimeSubcommand {
    static let name = "exec"
    static let abstract = "Run one more process in a container."

    @Option("--process", "-p", help: "A process as JSON, in place of the options.")
    var process: String?

    @Option("--cwd", help: "Where it starts.")
    var cwd: String?

    @Option("--env", "-e", help: "A variable: NAME=value.")
    var env: [String] = []

    @Option("--user", "-u", help: "Who it runs as: UID[:GID].")
    var user: String?

    @Option("--additional-gids", "-g", help: "A further group.")
    var additionalGids: [UInt32] = []

    @Option("--cap", "-c", help: "A capability that it is given.")
    var cap: [String] = []

    @Flag("--tty", "-t", help: "Give it a terminal.")
    var tty = false

    @Flag("--detach", "-d", help: "Do not stay.")
    var detach = false

    @Flag("--no-new-privs", help: "It can never gain privileges.")
    var noNewPrivs = false

    @Flag("--ignore-paused", help: "Even in a paused container.")
    var ignorePaused = false

    @Option("--apparmor", help: "The AppArmor profile it runs under.")
    var apparmor: String?

    @Option("--process-label", help: "The SELinux label it runs under.")
    var processLabel: String?

    @Option("--console-socket", help: "A Unix socket that gets the terminal.")
    var consoleSocket: String?

    @Option("--pid-file", help: "A file that gets the process id.")
    var pidFile: String?

    @Option("--preserve-fds", help: "How many descriptors from 3 on it is given.")
    var preserveFds = 0

    @Option(
        "--cgroup",
        help:
            "A cgroup below the container's own, [CONTROLLER[,…]:]PATH; may be given for several controllers."
    )
    var cgroup: [String] = []

    @Argument("id", help: "The container's id.")
    var id: String

    @Rest("command", help: "The command.")
    var command: [String]

    func run(in runtime: RuntimeCommand) throws {
        do {
            try execute(in: runtime)
        } catch let code as ExitCode {
            throw code
        } catch {
            // A code that the command itself hardly has, as of runc; callers tell the two apart by it.
            runtime.records.tell(RuntimeError(error))
            throw ExitCode(255)
        }
    }

    private func execute(in runtime: RuntimeCommand) throws {
        let inherited = InheritedDescriptors.open(preserveFds)
        let state = try runtime.state()
        let container = try RunningContainer.find(id, in: state)
        let status = container.status
        guard status == .running || status == .created || status == .paused else {
            throw RuntimeError("cannot run a process in container \(id): it is not running")
        }
        guard status != .paused || ignorePaused else {
            throw RuntimeError(
                "cannot exec in a paused container: resume \(id), or use --ignore-paused"
            )
        }
        var wanted = try wantedProcess(container.record.spec)
        runtime.warn(about: wanted)
        for warning in try wanted.giveUpCapabilities(inOwn: container.isInOtherUserNamespace) {
            runtime.records.warn(warning)
        }
        let isTerminal = wanted.terminal == true
        let foreground = try ForegroundProcess(
            isTerminal: isTerminal && !detach && consoleSocket == nil
        )
        var start = StagedStart()
        start.preserved = inherited
        let socket = try connectConsole()
        start.console = socket ?? foreground.consoleSocket
        if isTerminal, start.console == nil {
            throw RuntimeError("nobody stays to hold the terminal: use --console-socket")
        }
        let place = try place(in: container)
        runtime.records.debug("nsexec container setup: joining the namespaces of \(id)")
        let made = try container.join(wanted, start, counted: place, in: state)
        if let socket { close(socket) }
        try PidFile.write(made.pid, to: pidFile)
        runtime.records.debug("child process in init() of container \(id) is \(made.pid)")
        runtime.records.debug("setns_init: about to exec, and done: it runs \(wanted.args ?? [])")
        guard !detach else { return }
        throw ExitCode(try foreground.wait(for: made.pid))
    }

    /// Where the process is counted.
    private func place(in container: RunningContainer) throws -> CgroupPlace? {
        guard !cgroup.isEmpty else {
            return container.record.cgroup?.following(container.record.pid)
        }
        guard let own = container.record.cgroup else {
            throw RuntimeError("--cgroup is given, but container \(id) has no cgroup")
        }
        return try own.descending(into: cgroup.map { try Subcgroup($0) })
    }

    private func connectConsole() throws -> Int32? {
        guard let consoleSocket else { return nil }
        return try call(
            "reach \(consoleSocket)",
            "connect",
            csandbox_connect_stream(consoleSocket)
        )
    }

    /// The container's own process with what was said instead.
    private func wantedProcess(_ spec: RuntimeSpec) throws -> RuntimeProcess {
        if let process {
            let bytes = try OpenFile(opening: FilePath(process)).readAll(
                limit: 16 << 20,
                name: process
            )
            return try JSONDecoder().decode(RuntimeProcess.self, from: Data(bytes))
        }
        guard !command.isEmpty else { throw RuntimeError("there is no command to run") }
        var wanted = spec.process ?? RuntimeProcess(args: command)
        wanted.args = command.first == "--" ? Array(command.dropFirst()) : command
        wanted.terminal = tty
        if let cwd { wanted.cwd = cwd }
        let given = Set(env.map { $0.prefix { $0 != "=" } })
        wanted.env = (wanted.env ?? []).filter { !given.contains($0.prefix { $0 != "=" }) } + env
        if let user { wanted.user = try Self.user(user) }
        if !additionalGids.isEmpty {
            var changed = wanted.user ?? RuntimeUser()
            changed.additionalGids = (changed.additionalGids ?? []) + additionalGids
            wanted.user = changed
        }
        if noNewPrivs { wanted.noNewPrivileges = true }
        if let apparmor { wanted.apparmorProfile = apparmor }
        if let processLabel { wanted.selinuxLabel = processLabel }
        add(cap, to: &wanted)
        return wanted
    }

    private func add(_ names: [String], to process: inout RuntimeProcess) {
        guard !names.isEmpty else { return }
        let names = names.map { $0.uppercased() }
        var sets = process.capabilities ?? LinuxCapabilities()
        sets.bounding = (sets.bounding ?? []) + names
        sets.effective = (sets.effective ?? []) + names
        sets.permitted = (sets.permitted ?? []) + names
        process.capabilities = sets
    }

    /// `UID[:GID]`, in numbers only: a name would have to be looked up in an image's own file.
    private static func user(_ text: String) throws -> RuntimeUser {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let uid = UInt32(parts[0]), parts.count <= 2,
            let gid = parts.count == 2 ? UInt32(parts[1]) : 0
        else { throw RuntimeError("--user \(text): expected UID or UID:GID, as numbers") }
        return RuntimeUser(uid: uid, gid: gid)
    }
}
