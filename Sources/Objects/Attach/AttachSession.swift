import CSandbox
import Containers
import FoundationEssentials
import Glibc
package import HostSystem
package import SystemPackage

/// Our own terminal or pipes, connected to a running container's through its monitor; blocks its thread.
package struct AttachSession: ~Copyable {
    private let socket: OpenFile
    private let container: StoredContainer
    private let options: Options
    private let signals: OpenFile
    private var keys: DetachKeys

    /// How one is connected.
    package struct Options: Sendable {
        /// Whether what we read goes to the container.
        package var sendsInput = false
        /// Whether signals that we get go to the container.
        package var forwardsSignals = true
        /// What, typed in a row at a terminal, ends the session and leaves the container running.
        package var detachKeys: [UInt8] = [0x10, 0x11]

        /// Output only, signals handed on.
        package init() {}
    }

    /// How a session ended.
    package enum End: Sendable, Hashable {
        /// The container ended with an exit code.
        case ended(Int32)
        /// The user let go of it.
        case detached
        /// The monitor is gone without a word.
        case lost
        /// What the container writes can be written nowhere, for that reason; the container goes on.
        case unwritable(Errno)
    }

    /// Takes signals from here on, so that none is lost while a container is being started.
    ///
    /// - Returns: What a session needs.
    /// - Throws: `SystemError`.
    package static func takeSignals() throws(SystemError) -> OpenFile {
        let numbers = [
            SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT, SIGALRM,
        ]
        return OpenFile(
            adopting: try call("take signals", "signalfd", csandbox_signals(numbers, numbers.count))
        )
    }

    /// A session over a socket that the monitor counts as attached.
    package init(
        _ container: StoredContainer,
        over socket: consuming OpenFile,
        signals: consuming OpenFile,
        _ options: Options
    ) {
        self.container = container
        self.socket = socket
        self.signals = signals
        self.options = options
        keys = DetachKeys(options.detachKeys)
    }

    /// Connects to the monitor of a running container.
    ///
    /// - Returns: A socket; not attached yet.
    /// - Throws: `ObjectError` where nobody watches the container.
    package static func connect(to container: StoredContainer) throws -> OpenFile {
        let descriptor = csandbox_connect(
            container.folder.directory.descriptor,
            ContainerFolder.attachSocket
        )
        guard descriptor >= 0 else {
            throw ObjectError("container \(container.configuration.name) is not running", code: 1)
        }
        return OpenFile(adopting: descriptor)
    }

    /// Asks the monitor to be shown the output.
    package static func watch(over socket: borrowing OpenFile) {
        tell(socket.descriptor, .watch, [])
    }

    /// Waits for the end of a container; nil where its monitor has nothing more to say.
    static func awaitEnd(of container: StoredContainer) throws -> Int32? {
        guard let socket = try? connect(to: container) else { return nil }
        while let (word, bytes) = receive(from: socket.descriptor) {
            if word == .ended { return Int32(String(decoding: bytes, as: UTF8.self)) }
            if word == .failed { return nil }
        }
        return nil
    }

    /// Stays until the container ends or the user lets go of it.
    ///
    /// - Throws: `ObjectError` where the container could not be run again.
    package consuming func run() throws -> End {
        let isTerminal = container.configuration.hasTerminal && options.sendsInput
        let own = isTerminal ? RawTerminal(0) : nil
        defer { own?.restore() }
        if container.configuration.hasTerminal { followSize() }
        var inputIsOpen = options.sendsInput
        while true {
            var polled = [
                pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: inputIsOpen ? 0 : -1, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, 3, -1) < 0 { continue }
            if polled[0].revents != 0, let end = try show() { return end }
            if polled[1].revents != 0 { try takeSignals() }
            if polled[2].revents != 0 {
                switch readInput(isTerminal) {
                case .more: break
                case .end: inputIsOpen = false
                case .detached: return .detached
                }
            }
        }
    }

    // MARK: Output

    private func show() throws -> End? {
        guard let (word, bytes) = Self.receive(from: socket.descriptor) else { return .lost }
        switch word {
        case .output: return Self.writeAll(1, bytes).map { .unwritable($0) }
        case .errors: return Self.writeAll(2, bytes).map { .unwritable($0) }
        case .ended: return .ended(Int32(String(decoding: bytes, as: UTF8.self)) ?? 125)
        case .failed: throw try JSONDecoder().decode(ObjectError.self, from: Data(bytes))
        default: break
        }
        return nil
    }

    private static func receive(from socket: Int32) -> (AttachWord, ArraySlice<UInt8>)? {
        var buffer = [UInt8](repeating: 0, count: AttachWord.maximumLength + 1)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            // ECONNRESET: the monitor has ended without having read what we typed last. What it has told us is still
            // there, and is read next.
            if count < 0, errno == EINTR || errno == ECONNRESET { continue }
            guard count > 0 else { return nil }
            if let word = AttachWord(rawValue: buffer[0]) { return (word, buffer[1..<count]) }
        }
    }

    /// Writes all; what came in the way, or nil.
    private static func writeAll(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Errno? {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&watched, 1, -1)
            } else if errno != EINTR {
                return Errno(rawValue: errno)
            }
        }
        return nil
    }

    // MARK: Input

    private enum Input {
        case more, end, detached
    }

    private mutating func readInput(_ isTerminal: Bool) -> Input {
        var buffer = [UInt8](repeating: 0, count: AttachWord.maximumLength)
        let count = read(0, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return .more }
        guard count > 0 else {
            Self.tell(socket.descriptor, .inputEnded, [])
            return .end
        }
        let typed = buffer[..<count]
        if isTerminal, keys.complete(typed) { return .detached }
        Self.tell(socket.descriptor, .typed, typed)
        return .more
    }

    private static func tell(_ socket: Int32, _ word: AttachWord, _ bytes: some Collection<UInt8>) {
        let packet = [word.rawValue] + bytes
        while send(socket, packet, packet.count, Int32(MSG_NOSIGNAL)) < 0, errno == EINTR {}
    }

    // MARK: Signals

    private func takeSignals() throws {
        while case let number = csandbox_next_signal(signals.descriptor), number != 0 {
            if number == SIGWINCH {
                followSize()
            } else if options.forwardsSignals {
                try forward(number)
            }
        }
    }

    private func forward(_ number: Int32) throws {
        guard let now = try? container.refreshed() else { return }
        if let process = now.process {
            _ = try process.signal(number)
        } else if now.life.phase == .restarting {
            try ContainerControl(now).stop()
        }
    }

    private func followSize() {
        let size = csandbox_terminal_size(0)
        guard size != 0, container.configuration.hasTerminal else { return }
        Self.tell(socket.descriptor, .size, Array("\(size >> 16) \(size & 0xFFFF)".utf8))
    }
}
