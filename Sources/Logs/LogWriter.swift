import Glibc
package import HostSystem

/// Which output a piece of a log came from.
package enum LogStream: UInt8, Sendable, Hashable, CaseIterable {
    /// Descriptor 1 of the command.
    case stdout = 1
    /// Descriptor 2 of the command.
    case stderr = 2
    /// What Cuvette itself has to say about the step.
    case note = 3

    /// As it stands in events: `stdout`, `stderr`, `note`.
    package var name: String {
        switch self {
        case .stdout: "stdout"
        case .stderr: "stderr"
        case .note: "note"
        }
    }
}

/// Writes the log of a step: the bytes as they came in `NAME.log`, and beside it `NAME.idx`, which says of each
/// piece when it came, from which stream, and how long it is.
///
/// The log is what a person would have seen, and can be read with any tool; the index is what tells streams and
/// times apart. Both only grow, so a reader may follow them, and a crash loses nothing that was written.
package struct LogWriter: ~Copyable {
    /// What each piece costs besides its own bytes.
    package static let indexBytesPerPiece = LogPiece.size

    private let files: LogFiles
    private let began = ContinuousClock.now
    private var redactors: [LogStream: Redactor] = [:]

    /// Begins a log.
    ///
    /// - Parameters:
    ///   - name: The files' name without their ending.
    ///   - directory: Where they are made; both must not be there.
    ///   - redactor: Knows the secrets.
    /// - Throws: `SystemError`.
    package init(
        _ name: String,
        in directory: borrowing Directory,
        redactor: Redactor
    ) throws(SystemError) {
        files = try LogFiles.open(name, in: directory, O_WRONLY | O_CREAT | O_APPEND)
        for stream in LogStream.allCases where !redactor.isIdle { redactors[stream] = redactor }
    }

    /// Adds a piece of output.
    ///
    /// - Parameters:
    ///   - stream: Where it came from.
    ///   - bytes: As they came.
    ///   - show: Gets what was written, with secrets replaced; it may be nothing yet.
    /// - Throws: `SystemError`, such as a full disk.
    package mutating func write(
        _ stream: LogStream,
        _ bytes: UnsafeRawBufferPointer,
        show: (UnsafeRawBufferPointer) -> Void
    ) throws(SystemError) {
        guard let shown = redactors[stream]?.push(bytes) else {
            try append(stream, bytes)
            return show(bytes)
        }
        try append(stream, shown, show)
    }

    /// Writes what was held back; nothing comes after it.
    package mutating func finish(
        show: (LogStream, UnsafeRawBufferPointer) -> Void
    ) throws(SystemError) {
        for stream in LogStream.allCases {
            guard let rest = redactors[stream]?.finish(), !rest.isEmpty else { continue }
            try append(stream, rest) { show(stream, $0) }
        }
    }

    private func append(
        _ stream: LogStream,
        _ bytes: [UInt8],
        _ show: (UnsafeRawBufferPointer) -> Void
    ) throws(SystemError) {
        try bytes.span.bytes.withUnsafeBytes { (buffer) throws(SystemError) in
            guard !buffer.isEmpty else { return }
            try append(stream, buffer)
            show(buffer)
        }
    }

    private func append(_ stream: LogStream, _ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try files.log.writeAll(bytes, name: "the log")
        let piece = LogPiece(
            stream: stream,
            length: UInt32(bytes.count),
            time: began.duration(to: .now)
        )
        try files.index.writeAll(piece.bytes, name: "the log's index")
    }
}

/// One entry of a log's index: 16 bytes, little-endian: microseconds since the step began (8), length (4), stream
/// (1), zeros (3).
struct LogPiece: Sendable, Hashable {
    var stream: LogStream
    var length: UInt32
    var time: Duration

    static let size = 16

    var bytes: [UInt8] {
        let (seconds, attoseconds) = time.components
        let microseconds = UInt64(seconds) * 1_000_000 + UInt64(attoseconds / 1_000_000_000_000)
        return withUnsafeBytes(of: microseconds.littleEndian) { Array($0) }
            + withUnsafeBytes(of: length.littleEndian) { Array($0) } + [stream.rawValue, 0, 0, 0]
    }

    init(stream: LogStream, length: UInt32, time: Duration) {
        self.stream = stream
        self.length = length
        self.time = time
    }

    /// Reads an entry; nil where the stream is none of ours.
    init?(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count >= Self.size, let stream = LogStream(rawValue: bytes[start + 12]) else {
            return nil
        }
        let microseconds = bytes[start..<start + 8].reversed().reduce(UInt64(0)) {
            $0 << 8 | UInt64($1)
        }
        self.stream = stream
        length = bytes[start + 8..<start + 12].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        time = .microseconds(Int64(microseconds))
    }
}
