import SystemPackage
import CSandbox
import Glibc
import HostSystem
import OCI

/// What `create` and `run` have in common.
struct BundleOptions {
    @Option("--bundle", "-b", help: "The bundle: a directory with a config.json.")
    var bundle = "."

    @Option("--config", "-f", help: "Another config.json.")
    var config: String?

    @Option("--console-socket", help: "A Unix socket that gets the terminal.")
    var consoleSocket: String?

    @Option("--pid-file", help: "A file that gets the process id.")
    var pidFile: String?

    @Option("--preserve-fds", help: "How many descriptors from 3 on the container is given.")
    var preserveFds = 0

    @Flag(
        "--no-pivot",
        help: "Move the root over the old one: for an initramfs, which pivot_root cannot leave."
    )
    var noPivot = false

    @Flag(
        "--no-new-keyring",
        help: "Refused: a container without a session keyring of its own sees the caller's."
    )
    var noNewKeyring = false

    @Argument("id", help: "The container's id.")
    var id: String

    /// Refuses what makes no sense.
    func validate() throws {
        if noNewKeyring { throw RuntimeError("--no-new-keyring is not supported") }
        if preserveFds < 0 { throw RuntimeError("--preserve-fds must not be negative") }
    }

    /// How many descriptors the container may inherit.
    var inheritedCount: Int { preserveFds + InheritedDescriptors.sockets }

    /// Reads the bundle, and says what in it has no effect.
    func read(_ runtime: RuntimeCommand) throws -> OCIBundle {
        var bundle = try OCIBundle(at: bundle, configuration: config)
        bundle.spec.process?.tellAboutSockets()
        runtime.warn(about: bundle.spec.process)
        return bundle
    }

    /// Connects to the socket that gets the terminal, and hands it to what needs it.
    func withConsole<Result>(_ body: (Int32?) throws -> Result) throws -> Result {
        guard let consoleSocket else { return try body(nil) }
        let socket = OpenFile(
            adopting: try call(
                "reach \(consoleSocket)",
                "connect",
                csandbox_connect_stream(consoleSocket)
            )
        )
        return try body(socket.descriptor)
    }
}

extension RuntimeProcess {
    /// Hands on what a service manager has told us of its sockets; the process is the first of its namespace.
    mutating func tellAboutSockets() {
        guard InheritedDescriptors.sockets > 0 else { return }
        var told = ["LISTEN_FDS=\(InheritedDescriptors.sockets)", "LISTEN_PID=1"]
        if let names = getenv("LISTEN_FDNAMES") {
            told.append("LISTEN_FDNAMES=\(String(cString: names))")
        }
        env = (env ?? []) + told
    }
}

/// Descriptors that a caller has opened for a container's process.
enum InheritedDescriptors {
    /// Those of the first so many from 3 on that are open; asked before we open any ourselves, so that none of ours
    /// is taken for one of them.
    static func open(_ count: Int) -> [Int32] {
        (0..<Int32(clamping: count)).map { 3 + $0 }.filter { fcntl($0, F_GETFD) >= 0 }
    }

    /// How many sockets a service manager hands on; sd_listen_fds(3).
    static var sockets: Int {
        max(0, getenv("LISTEN_FDS").flatMap { Int(String(cString: $0)) } ?? 0)
    }
}

/// A file that is told a process id.
enum PidFile {
    /// Writes it in one piece.
    static func write(_ pid: Int32, to path: String?) throws {
        guard let path else { return }
        var status = stat()
        // A pipe or a device is not replaced: root would turn /dev/null into a file.
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            return try OpenFile(opening: .init(path), O_WRONLY)
                .writeAll(Array("\(pid)".utf8), name: path)
        }
        let temporary = "\(path).\(getpid())"
        let file = try OpenFile(
            opening: .init(temporary),
            O_WRONLY | O_CREAT | O_TRUNC,
            mode: 0o644
        )
        try file.writeAll(Array("\(pid)".utf8), name: path)
        guard rename(temporary, path) == 0 else {
            throw SystemError.last("write \(path)", "rename")
        }
    }
}
