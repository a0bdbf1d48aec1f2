import CSandbox
import FoundationEssentials
import Glibc
package import HostSystem
package import SystemPackage

/// Starts monitors, and is told by them how it went.
package enum MonitorProcess {
    /// The descriptor on which a monitor finds the socket to its starter.
    package static let starterDescriptor: Int32 = 3

    /// Starts the monitor of a container and waits until the container's command runs.
    ///
    /// - Parameters:
    ///   - container: Which.
    ///   - program: The program to run.
    ///   - arguments: What it is told.
    ///   - environment: Its variables.
    /// - Returns: The socket to the monitor, over which we are attached.
    /// - Throws: `ObjectError` where the container could not be started.
    package static func start(
        _ container: StoredContainer,
        program: FilePath,
        arguments: [String],
        environment: [String]
    ) throws -> OpenFile {
        let sockets = try SocketPair()
        let log = try container.folder.directory.open(
            "monitor.log",
            O_WRONLY | O_CREAT | O_APPEND
        )
        try spawn(
            program,
            arguments,
            environment,
            socket: sockets.theirs.descriptor,
            log: log.descriptor
        )
        let ours = sockets.takeOurs()
        try awaitStart(ours, container)
        return ours
    }

    private static func awaitStart(_ socket: borrowing OpenFile, _ container: StoredContainer)
        throws
    {
        var buffer = [UInt8](repeating: 0, count: AttachWord.maximumLength + 1)
        var count: Int
        repeat {
            count = recv(socket.descriptor, &buffer, buffer.count, 0)
        } while count < 0 && (errno == EINTR || errno == ECONNRESET)
        if count > 0, buffer[0] == AttachWord.started.rawValue { return }
        guard count > 1, buffer[0] == AttachWord.failed.rawValue,
            let error = try? JSONDecoder().decode(ObjectError.self, from: Data(buffer[1..<count]))
        else {
            throw ObjectError(
                "the monitor of container \(container.configuration.shortID) ended without a word",
                hint: "see \(container.folder.path.appending("monitor.log"))"
            )
        }
        throw error
    }

    /// In a session of its own, with nothing of ours but the socket.
    static func spawn(
        _ program: FilePath,
        _ arguments: [String],
        _ environment: [String],
        socket: Int32,
        log: Int32
    ) throws(SystemError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, log, 2)
        posix_spawn_file_actions_adddup2(&actions, socket, starterDescriptor)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | newSession
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let texts = ([program.string] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in texts + variables { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, program.string, &actions, &attributes, texts, variables)
        guard failure != 0 else { return }
        throw SystemError("run \(program)", call: "posix_spawn", errno: Errno(rawValue: failure))
    }

    /// `POSIX_SPAWN_SETSID`, a GNU extension.
    private static let newSession: Int32 = 0x80
}
