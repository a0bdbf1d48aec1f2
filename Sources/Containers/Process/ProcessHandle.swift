import CSandbox
import Glibc
package import HostSystem

/// A process that is held open, so that its number means nobody else.
package final class ProcessHandle: Sendable {
    /// Its pidfd.
    package let file: OpenFile

    /// Takes over a pidfd.
    package init(file: consuming OpenFile) {
        self.file = file
    }

    /// Sends it a signal.
    ///
    /// - Returns: False where it has ended.
    /// - Throws: `SystemError` where we may not.
    @discardableResult
    package func signal(_ number: Int32) throws(SystemError) -> Bool {
        guard csandbox_pidfd_send_signal(file.descriptor, number) < 0 else { return true }
        if errno == ESRCH { return false }
        throw .last("send signal \(number)", "pidfd_send_signal")
    }

    /// Waits until it has ended; blocks its thread.
    ///
    /// - Parameter milliseconds: How long at the most; -1 for as long as it takes.
    /// - Returns: Whether it has, within the time.
    package func waitForEnd(milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: file.descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let result = poll(&watched, 1, milliseconds)
            if result >= 0 { return result > 0 }
            guard errno == EINTR else { return false }
        }
    }
}
