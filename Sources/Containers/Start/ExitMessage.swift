import Glibc
import HostSystem

/// What the container's init tells the runner; the layout of `struct message` in CuvetteInit/main.c.
struct ExitMessage: Sendable, Hashable {
    private var kind: Int32 = 0
    private var value: Int32 = 0
    private var survivors: Int32 = 0
    private var reserved: Int32 = 0
    private var userMicroseconds: Int64 = 0
    private var systemMicroseconds: Int64 = 0
    private var peakKilobytes: Int64 = 0

    /// Reads the message if one has come; nil where the socket is empty or the init is gone.
    init?(from socket: borrowing OpenFile) {
        let size = MemoryLayout<ExitMessage>.size
        let descriptor = socket.descriptor
        let count = withUnsafeMutableBytes(of: &self) { buffer in
            recv(descriptor, buffer.baseAddress, size, Int32(MSG_DONTWAIT))
        }
        guard count == size else { return nil }
    }

    private init() {}

    /// How the command ended.
    var status: ExitStatus {
        switch kind {
        case 1 where value & 0x7F == 0: .exited(UInt8(truncatingIfNeeded: value >> 8))
        case 1: .signaled(value & 0x7F)
        case 2: .notRun(action: "run the command", errno: value)
        default: .notRun(action: "enter the working directory", errno: value)
        }
    }

    /// Whether other processes were still there.
    var leftProcesses: Bool { survivors != 0 }
    /// Of the command and what it waited for.
    var userTime: Duration { .microseconds(userMicroseconds) }
    /// Of the command and what it waited for.
    var systemTime: Duration { .microseconds(systemMicroseconds) }
    /// Of the largest single process.
    var peakMemoryBytes: UInt64 { UInt64(max(0, peakKilobytes)) * 1024 }
}
