import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// The way out of a network for an ordinary user: a running `pasta` or `slirp4netns`.
///
/// A shell watches over the program: it ends it when our end of a pipe closes, so also when this process is killed.
struct UserModeUplink: ~Copyable, Sendable {
    private let watchdog: pid_t
    private let alive: Int32

    /// Ends the program when standard input ends; sh(1).
    private static let script = """
        exec 3<&0 </dev/null
        "$@" & child=$!
        ( read -r _ <&3; kill -9 $child ) & watch=$!
        exec 3<&-
        wait $child; status=$?
        kill $watch
        exit $status
        """

    /// How long the program may take until the network has a route.
    private static let startTime = Duration.seconds(10)
    /// The network's descriptor in the program.
    private static let networkDescriptor: Int32 = 9

    /// Starts the program and waits until the hub has a default route.
    ///
    /// - Parameters:
    ///   - program: Which one.
    ///   - hub: Has no way out yet.
    ///   - host: The network whose sockets it uses.
    ///   - mtu: The most bytes that a packet may have.
    /// - Returns: The way out.
    /// - Throws: `NetworkError.noOutside` with what the program said where it did not come up.
    static func open(
        _ program: UserModeProgram,
        from hub: borrowing NetworkNamespace,
        to host: borrowing NetworkNamespace,
        mtu: UInt32
    ) throws(NetworkError) -> UserModeUplink {
        let command = program.command(
            network: "/proc/self/fd/\(networkDescriptor)",
            interface: HubRuleset.outside,
            mtu: mtu
        )
        let input = try pipe()
        let said = try messages()
        let network = hub.descriptor
        let (reading, writing) = (input.reading.descriptor, said.descriptor)
        let alive = try duplicate(input.writing)
        let pid = try host.run { () throws(NetworkError) in
            try spawn(command, network: network, input: reading, errors: writing)
        }
        let uplink = UserModeUplink(watchdog: pid, alive: alive.release())
        let deadline = ContinuousClock.now + startTime
        while try !hasRoute(hub) {
            guard ContinuousClock.now < deadline, !uplink.hasEnded else {
                throw .noOutside(
                    reason: "\(program.kind.rawValue) did not come up: \(text(said))",
                    hint: "try \(program.path) by itself, or run as root"
                )
            }
            usleep(5_000)
        }
        return uplink
    }

    private init(watchdog: pid_t, alive: Int32) {
        self.watchdog = watchdog
        self.alive = alive
    }

    deinit {
        close(alive)
        var status: Int32 = 0
        while waitpid(watchdog, &status, 0) < 0, errno == EINTR {}
    }

    /// Whether the watchdog has ended, and with it the program; it is reaped later.
    private var hasEnded: Bool {
        var status = siginfo_t()
        let options = WEXITED | WNOHANG | WNOWAIT
        let result = waitid(P_PID, id_t(watchdog), &status, Int32(options))
        return result != 0 || status.si_signo != 0
    }

    private static func pipe() throws(NetworkError) -> OpenPipe {
        do throws(SystemError) { return try OpenPipe(size: 65_536) } catch { throw .system(error) }
    }

    /// Where the program may write for as long as it lives; of a pipe that nobody reads it would die.
    private static func messages() throws(NetworkError) -> OpenFile {
        let made = csandbox_memfd("cuvette-outside")
        return OpenFile(
            adopting: try system { () throws(SystemError) in
                try call("make a file in memory", "memfd_create", made)
            }
        )
    }

    private static func duplicate(_ file: borrowing OpenFile) throws(NetworkError) -> OpenFile {
        do throws(SystemError) {
            return try file.duplicate()
        } catch {
            throw .system(error)
        }
    }

    private static func hasRoute(_ hub: borrowing NetworkNamespace) throws(NetworkError) -> Bool {
        try hub.run { () throws(NetworkError) in
            // Connecting a datagram socket looks the route up and sends nothing. 192.0.0.8 is nobody (RFC 7600).
            try system { () throws(SystemError) in
                try Socket(.udp).connect(to: SocketAddress(IPv4Address(0xC000_0008), port: 53)) == 0
            }
        }
    }

    private static func spawn(
        _ command: [String],
        network: Int32,
        input: Int32,
        errors: Int32
    ) throws(NetworkError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        posix_spawn_file_actions_adddup2(&actions, network, networkDescriptor)
        let arguments = ["/bin/sh", "-c", script, "cuvette-outside"] + command
        var argv = arguments.map { strdup($0) } + [nil]
        var environment = [
            strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), nil,
        ]
        defer { for text in argv + environment { free(text) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, "/bin/sh", &actions, nil, &argv, &environment)
        guard error == 0 else {
            throw .system(
                SystemError(
                    "start \(command[0])",
                    call: "posix_spawn",
                    errno: Errno(rawValue: error)
                )
            )
        }
        return pid
    }

    /// What a program has said until now, in one line.
    private static func text(_ said: borrowing OpenFile) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = max(pread(said.descriptor, &bytes, bytes.count, 0), 0)
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
        return lines.isEmpty ? "it said nothing" : lines.joined(separator: "; ")
    }
}
