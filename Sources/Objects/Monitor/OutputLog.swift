import Glibc
import HostSystem
import Logs
import SystemPackage

/// Takes what a container writes, into its log and to whoever is shown it.
///
/// A log that has become long is closed and the next one begun; the oldest go.
struct OutputLog: ~Copyable {
    private var writer: LogWriter?
    private let folder: ContainerFolder
    private let bound: LogBound
    private var number: Int
    private var written: Int64 = 0
    private var closed: Set<LogStream> = []
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)

    /// Gets a piece of output, in order; its bytes are valid during the call only.
    typealias Show = (LogStream, UnsafeRawBufferPointer) -> Void

    /// Begins the log of a start.
    ///
    /// - Parameters:
    ///   - number: Which log of the container it is.
    ///   - container: The container.
    /// - Returns: The log, with nothing in it.
    /// - Throws: `SystemError`.
    static func begin(_ number: Int, of container: StoredContainer) throws(SystemError)
        -> OutputLog
    {
        try OutputLog(number, container.folder, container.configuration.log ?? .standard)
    }

    private init(_ number: Int, _ folder: ContainerFolder, _ bound: LogBound) throws(SystemError) {
        self.number = number
        self.folder = folder
        self.bound = bound
        writer = try Self.writer(number, folder)
        removeOld()
    }

    private static func writer(_ number: Int, _ folder: ContainerFolder) throws(SystemError)
        -> LogWriter
    {
        try LogWriter(
            ContainerFolder.logName(number),
            in: folder.directory,
            redactor: Redactor([])
        )
    }

    /// Begins the next log once this one is long: at the end of a line, so that none is cut, unless there is no end.
    private mutating func turn(after bytes: UnsafeRawBufferPointer) throws {
        guard let limit = bound.fileBytes, written >= limit,
            bytes.last == UInt8(ascii: "\n") || written >= 2 * limit
        else { return }
        writer = try Self.writer(number + 1, folder)
        number += 1
        written = 0
        try folder.update { $0.logs.append(UTCTime.microseconds) }
        removeOld()
    }

    /// What is older than what is kept.
    private func removeOld() {
        guard number > bound.files else { return }
        for old in (1...(number - bound.files)).reversed() {
            let name = ContainerFolder.logName(old)
            // Older ones have gone before.
            guard folder.directory.contains(FilePath("\(name).log")) else { return }
            for suffix in ["log", "idx"] {
                // A log that stays is read as it is, and goes with the container.
                try? folder.directory.removeFile(FilePath("\(name).\(suffix)"))
            }
        }
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

    private mutating func keep(
        _ stream: LogStream,
        _ bytes: UnsafeRawBufferPointer,
        _ show: Show
    ) throws(SystemError) {
        guard bound.fileBytes != nil else { return show(stream, bytes) }
        try writer?.write(stream, bytes) { show(stream, $0) }
        // With what the index has of it, which many small pieces would fill the disk with.
        written += Int64(bytes.count + LogWriter.indexBytesPerPiece)
        do {
            try turn(after: bytes)
        } catch let error as SystemError {
            throw error
        } catch {
            // The container's record cannot be read: the log goes on in the same file.
            written = 0
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
            try keep(stream, bytes, show)
            return true
        }
        if count < 0, errno == EINTR { return true }
        if count < 0, errno == EAGAIN { return false }
        // The end, or EIO: the last process has let go of the terminal.
        closed.insert(stream)
        return false
    }
}
