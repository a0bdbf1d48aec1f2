import CSandbox
import Glibc
import HostSystem

/// A container's process that somebody waits for: signals go to it, its terminal is ours.
package final class ForegroundProcess {
    private let sockets: SocketPair?
    private let signals: OpenFile

    /// Gets ready, before the process is there.
    ///
    /// - Parameter isTerminal: Whether it gets a terminal, which is shown on ours.
    /// - Throws: `SystemError`.
    package init(isTerminal: Bool) throws {
        let numbers = [
            SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT, SIGALRM,
        ]
        signals = OpenFile(
            adopting: try call(
                "take signals",
                "signalfd",
                csandbox_signals(numbers, numbers.count)
            )
        )
        sockets = isTerminal ? try TerminalSession.sockets() : nil
    }

    /// What gets the process's terminal; nil where it has none, or where somebody else does.
    package var consoleSocket: Int32? {
        switch sockets {
        case .some(let sockets): sockets.theirs.descriptor
        case .none: nil
        }
    }

    /// Whether somebody has asked us to end since it was last asked; to be asked while the process is not there yet.
    package func wasInterrupted() -> Bool {
        var isAsked = false
        while case let number = csandbox_next_signal(signals.descriptor), number != 0 {
            if [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains(number) { isAsked = true }
        }
        return isAsked
    }

    /// Stays until the process ends.
    ///
    /// - Parameter pid: A child of ours.
    /// - Returns: Its exit code, or 128 and the signal's number.
    /// - Throws: `SystemError`.
    package func wait(for pid: Int32) throws -> Int32 {
        let process = OpenFile(
            adopting: try call("watch the process", "pidfd_open", csandbox_pidfd_open(pid))
        )
        switch sockets {
        case .some(let sockets):
            let session = try TerminalSession(
                from: sockets.ours,
                process: process,
                signals: signals
            )
            _ = session.run()
        case .none: forwardSignals(to: process)
        }
        var status: Int32 = 0
        _ = csandbox_wait_status(pid, &status)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private func forwardSignals(to process: borrowing OpenFile) {
        while true {
            var polled = [
                pollfd(fd: process.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polled, 2, -1) > 0 else { continue }
            while case let number = csandbox_next_signal(signals.descriptor), number != 0 {
                _ = csandbox_pidfd_send_signal(process.descriptor, number)
            }
            if polled[0].revents != 0 { return }
        }
    }
}
