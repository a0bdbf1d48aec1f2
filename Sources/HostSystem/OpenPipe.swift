import CSandbox
import Glibc

/// The two ends of a pipe; pipe(2).
package struct OpenPipe: ~Copyable, Sendable {
    /// What can be read from.
    package let reading: OpenFile
    /// What can be written to.
    package let writing: OpenFile

    /// Makes a pipe.
    ///
    /// - Parameter size: How many bytes it should hold; where the user may not have that many, the kernel's default.
    /// - Throws: `SystemError`.
    package init(size: Int32 = 1 << 20) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try call("make a pipe", "pipe2", csandbox_pipe(&ends))
        self.reading = OpenFile(adopting: ends[0])
        self.writing = OpenFile(adopting: ends[1])
        // A smaller pipe is slower, not wrong.
        _ = csandbox_set_pipe_size(ends[1], size)
    }

    /// Gives up the reading end and keeps the writing one.
    package consuming func takeWriting() -> OpenFile {
        writing
    }

    /// Gives up the writing end and keeps the reading one.
    package consuming func takeReading() -> OpenFile {
        reading
    }
}

/// Two connected sockets that keep message borders; socketpair(2), `SOCK_SEQPACKET`.
package struct SocketPair: ~Copyable, Sendable {
    /// One end.
    package let ours: OpenFile
    /// The other end.
    package let theirs: OpenFile

    /// Makes the pair.
    package init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try call("make a socket pair", "socketpair", csandbox_socketpair(&ends))
        self.ours = OpenFile(adopting: ends[0])
        self.theirs = OpenFile(adopting: ends[1])
    }

    /// Gives up the other end and keeps ours.
    package consuming func takeOurs() -> OpenFile {
        ours
    }
}
