import Glibc
import HostSystem
import Logs

/// Takes what a container writes, into its log and to whoever is shown it.
struct OutputLog: ~Copyable {
    private var writer: LogWriter
    private var closed: Set<LogStream> = []
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)

    /// Gets a piece of output, in order; its bytes are valid during the call only.
    typealias Show = (LogStream, UnsafeRawBufferPointer) -> Void

    /// Begins the log of a start.
    static func begin(_ name: String, in directory: borrowing Directory) throws(SystemError)
        -> OutputLog
    {
        OutputLog(writer: try LogWriter(name, in: directory, redactor: Redactor([])))
    }

    private init(writer: consuming LogWriter) {
        self.writer = writer
    }

    deinit {
        buffer.deallocate()
    }

    /// Whether more may come from a stream.
    func isOpen(_ stream: LogStream) -> Bool { !closed.contains(stream) }

    /// Takes what is there.
    mutating func read(_ stream: LogStream, _ started: StartedContainer, _ show: Show)
        throws(SystemError)
    {
        _ = try readOnce(stream, started, show)
    }

    /// Takes all that is left of a container that has ended.
    mutating func drain(_ started: StartedContainer, _ show: Show) throws(SystemError) {
        for stream in [LogStream.stdout, .stderr] {
            while isOpen(stream), try readOnce(stream, started, show) {}
        }
    }

    /// Reads once; whether there may be more right now.
    private mutating func readOnce(_ stream: LogStream, _ started: StartedContainer, _ show: Show)
        throws(SystemError) -> Bool
    {
        let streams = started.streams
        let descriptor = stream == .stdout ? streams.outputDescriptor : streams.errorDescriptor
        let count = descriptor < 0 ? 0 : Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            try writer.write(stream, bytes) { show(stream, $0) }
            return true
        }
        if count < 0, errno == EINTR { return true }
        if count < 0, errno == EAGAIN { return false }
        // The end, or EIO: the last process has let go of the terminal.
        closed.insert(stream)
        return false
    }
}
