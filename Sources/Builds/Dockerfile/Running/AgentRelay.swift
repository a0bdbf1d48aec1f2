import CSandbox
import Dispatch
import Dockerfiles
import Glibc
import HostSystem
import Images
import Synchronization
import SystemPackage

/// A socket of an agent's for one command, with the owner and the permissions that the command asks for.
///
/// The agent's own socket is its user's alone; what comes in here is handed on to it. Nobody reaches it once the
/// command has ended.
final class AgentRelay: Sendable {
    /// Where the socket is.
    let path: FilePath
    private let wire: Wire

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - agent: The agent's socket.
    ///   - mount: Whose the new one is: root's alone where nothing is said.
    ///   - session: In whose folder it is made.
    /// - Throws: `SystemError`.
    init(to agent: FilePath, for mount: RunMount, in session: Session) throws {
        let name = session.freshName("agent")
        let folder = try session.directory.makeDirectory(name, mode: 0o755)
        let listener = try call(
            "listen for a command that wants an agent",
            "bind",
            csandbox_listen_stream(folder.descriptor, "socket")
        )
        path = session.path.appending(name.components).appending("socket")
        wire = Wire(listener, agent)
        let descriptor = folder.descriptor
        let owned = fchownat(descriptor, "socket", mount.uid ?? 0, mount.gid ?? 0, 0)
        try call("give the socket of an agent away", "fchownat", owned)
        try call(
            "set permissions",
            "fchmodat",
            fchmodat(descriptor, "socket", mount.mode ?? 0o600, 0)
        )
        let wire = wire
        DispatchQueue(label: "agent").async { wire.accept() }
    }

    deinit {
        wire.stop()
    }
}

/// The connections of a relay, the owner of their descriptors.
private final class Wire: Sendable {
    private let listener: Int32
    private let agent: FilePath
    private let state = Mutex(State())

    private struct State {
        var isOver = false
        var open: Set<Int32> = []
    }

    /// The most connections at once; ssh has one.
    private static let maximumConnections = 64

    init(_ listener: Int32, _ agent: FilePath) {
        self.listener = listener
        self.agent = agent
    }

    deinit {
        close(listener)
    }

    /// Takes connections until the end.
    func accept() {
        while true {
            let client = csandbox_accept(listener, nil, nil)
            if client < 0, errno == ECONNABORTED { continue }
            guard client >= 0, fcntl(client, F_SETFL, 0) == 0 else { return }
            DispatchQueue(label: "agent").async { [self] in serve(client) }
        }
    }

    /// Ends all connections; who reads or writes is woken.
    func stop() {
        state.withLock { state in
            state.isOver = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve(_ client: Int32) {
        defer { close(client) }
        let own = csandbox_connect_stream(agent.string)
        guard own >= 0 else { return }
        defer { close(own) }
        let isWelcome = state.withLock { state in
            guard !state.isOver, state.open.count < 2 * Self.maximumConnections else {
                return false
            }
            state.open.formUnion([client, own])
            return true
        }
        guard isWelcome else { return }
        let answers = DispatchGroup()
        DispatchQueue(label: "agent").async(group: answers) { Self.copy(from: own, to: client) }
        Self.copy(from: client, to: own)
        answers.wait()
        state.withLock { $0.open.subtract([client, own]) }
    }

    /// Hands bytes on until there are no more.
    private static func copy(from source: Int32, to target: Int32) {
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 16) { buffer in
            while true {
                let count = read(source, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0, send(buffer[..<count], to: target) else { break }
            }
        }
        shutdown(target, Int32(SHUT_WR))
        shutdown(source, Int32(SHUT_RD))
    }

    private static func send(_ bytes: Slice<UnsafeMutableRawBufferPointer>, to target: Int32)
        -> Bool
    {
        var rest = UnsafeRawBufferPointer(rebasing: bytes)
        while !rest.isEmpty {
            let count = Glibc.send(
                target,
                rest.baseAddress,
                rest.count,
                Int32(MSG_NOSIGNAL)
            )
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }
}
