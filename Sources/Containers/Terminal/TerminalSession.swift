import CSandbox
import Glibc
package import HostSystem

/// Our own terminal, lent to a container's: what is typed goes in, what comes out is shown, the size follows.
///
/// Blocks its thread. Used by processes that have nothing else to do meanwhile.
package struct TerminalSession: ~Copyable {
    private let container: OpenFile
    private let process: Int32
    private let signals: Int32
    private var typed: [UInt8] = []

    /// A pair of sockets over which a container hands its terminal to us: theirs is lent to its start.
    package static func sockets() throws(SystemError) -> SocketPair { try SocketPair() }

    /// Takes the terminal that a container has sent.
    ///
    /// - Parameters:
    ///   - socket: Our end.
    ///   - process: A pidfd of the container's process; lent.
    ///   - signals: A descriptor of `csandbox_signals`, with SIGWINCH; lent.
    /// - Throws: `SystemError` where none came.
    package init(
        from socket: borrowing OpenFile,
        process: borrowing OpenFile,
        signals: borrowing OpenFile
    ) throws(SystemError) {
        var text = [UInt8](repeating: 0, count: 256)
        var descriptor: Int32 = -1
        let count = csandbox_receive(socket.descriptor, &text, text.count, &descriptor)
        guard count > 0, descriptor >= 0 else { throw .last("take the terminal", "recvmsg") }
        container = OpenFile(adopting: descriptor)
        self.process = process.descriptor
        self.signals = signals.descriptor
    }

    /// Stays between the two terminals until the container's process ends.
    ///
    /// - Parameter detachKeys: Bytes that, typed in a row, end the session and leave the container running.
    /// - Returns: Whether the process has ended, and not the session alone.
    package consuming func run(detachKeys: [UInt8] = []) -> Bool {
        let own = RawTerminal(0)
        defer { own.restore() }
        followSize()
        var inputIsOpen = true
        var pressed = 0
        while true {
            var polled = [
                pollfd(fd: container.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: inputIsOpen ? 0 : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: process, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, 4, -1) < 0, errno != EINTR { return true }
            if polled[0].revents != 0, !show() { return waitForEnd() }
            if polled[1].revents != 0 {
                inputIsOpen = type(detachKeys, &pressed)
                if !detachKeys.isEmpty, pressed == detachKeys.count { return false }
            }
            if polled[3].revents != 0 { handleSignals() }
            if polled[2].revents != 0, polled[0].revents == 0 { return true }
        }
    }

    private func waitForEnd() -> Bool {
        var watched = pollfd(fd: process, events: Int16(POLLIN), revents: 0)
        while poll(&watched, 1, -1) < 0, errno == EINTR {}
        return true
    }

    /// Shows what has come; false where the other side is closed.
    private func show() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(container.descriptor, &buffer, buffer.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        Self.writeAll(1, buffer[..<count])
        return true
    }

    /// Hands on what was typed; false at the end of the input.
    private func type(_ keys: [UInt8], _ pressed: inout Int) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(0, &buffer, buffer.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        for byte in buffer[..<count] where !keys.isEmpty {
            pressed = byte == keys[pressed] ? pressed + 1 : byte == keys[0] ? 1 : 0
            if pressed == keys.count { return true }
        }
        Self.writeAll(container.descriptor, buffer[..<count])
        return true
    }

    private func handleSignals() {
        while case let number = csandbox_next_signal(signals), number != 0 {
            if number == SIGWINCH {
                followSize()
            } else if number != SIGCHLD {
                _ = csandbox_pidfd_send_signal(process, number)
            }
        }
    }

    private func followSize() {
        let size = csandbox_terminal_size(0)
        if size != 0 { _ = csandbox_set_terminal_size(container.descriptor, size) }
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
        }
    }
}
