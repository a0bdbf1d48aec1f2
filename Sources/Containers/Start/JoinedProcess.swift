import CSandbox
import Glibc
import HostSystem

/// A process that runs in somebody else's container, a child of ours; dropping it kills it.
package struct JoinedProcess: ~Copyable {
    private let made: MadeContainer
    private var status: Int32?

    init(_ made: consuming MadeContainer) {
        self.made = made
    }

    /// Waits for the end; blocks its thread.
    ///
    /// - Parameter time: How long; zero to look only.
    /// - Returns: How it ended; nil where it goes on.
    package mutating func wait(_ time: Duration) -> ExitStatus? {
        if status == nil {
            var polled = pollfd(fd: made.pidfd.descriptor, events: Int16(POLLIN), revents: 0)
            let (seconds, attoseconds) = time.components
            let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
            guard poll(&polled, 1, Int32(clamping: milliseconds)) > 0 else { return nil }
            reap()
        }
        return status.map(Self.exit)
    }

    private mutating func reap() {
        var word: Int32 = 0
        _ = csandbox_wait_status(made.pid, &word)
        status = word
    }

    private static func exit(_ word: Int32) -> ExitStatus {
        word & 0x7F == 0 ? .exited(UInt8(truncatingIfNeeded: word >> 8)) : .signaled(word & 0x7F)
    }

    deinit {
        guard status == nil else { return }
        _ = csandbox_pidfd_send_signal(made.pidfd.descriptor, SIGKILL)
        var word: Int32 = 0
        _ = csandbox_wait_status(made.pid, &word)
    }
}
