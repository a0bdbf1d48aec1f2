import Glibc
import HostSystem

/// Whether somebody listens: one attempt to connect, in the calling thread's network.
enum ConnectionProbe {
    /// Tries until somebody accepts or the time is up.
    ///
    /// - Parameters:
    ///   - destination: A TCP port.
    ///   - deadline: When to give up.
    /// - Returns: Whether it was accepted.
    /// - Throws: `NetworkError.system` where no socket can be made.
    static func waitUntilAccepted(
        _ destination: SocketAddress,
        until deadline: ContinuousClock.Instant
    ) throws(NetworkError) -> Bool {
        while true {
            if try isAccepted(destination, until: deadline) { return true }
            let left = deadline - .now
            guard left > .zero else { return false }
            usleep(UInt32(min(left, .milliseconds(20)) / .microseconds(1)))
        }
    }

    private static func isAccepted(
        _ destination: SocketAddress,
        until deadline: ContinuousClock.Instant
    ) throws(NetworkError) -> Bool {
        let socket = try system { () throws(SystemError) in try Socket(.tcp) }
        guard socket.connect(to: destination) == 0 else { return false }
        var polled = pollfd(fd: socket.descriptor, events: PollLoop.writable, revents: 0)
        // A packet that is lost while the member comes up would be sent again after a second.
        let patience = min(max(deadline - .now, .milliseconds(1)), .milliseconds(500))
        guard poll(&polled, 1, Int32(patience / .milliseconds(1))) == 1 else { return false }
        return socket.pendingError == 0
    }
}
