import Glibc
package import HostSystem
import SystemPackage

/// One line of a log.
package struct LogLine: Sendable, Hashable {
    /// Where it came from.
    package var stream: LogStream
    /// When its last byte came, counted from the step's beginning.
    package var time: Duration
    /// Without its end; bytes that are not UTF-8 show as U+FFFD.
    package var text: String

    /// A line by its parts.
    package init(stream: LogStream, time: Duration, text: String) {
        self.stream = stream
        self.time = time
        self.text = text
    }
}

/// Reads a step's log back, piece by piece, also while it is being written.
package struct LogReader: ~Copyable {
    private let files: LogFiles
    private var splitters: [LogStream: LineSplitter] = [:]
    private var partial: [UInt8] = []

    /// Opens a log.
    ///
    /// - Parameters:
    ///   - name: The files' name without their ending.
    ///   - directory: Where they are.
    /// - Throws: `SystemError`.
    package init(_ name: String, in directory: borrowing Directory) throws(SystemError) {
        files = try LogFiles.open(name, in: directory, O_RDONLY)
    }

    /// Tells every line that has been completed since the last call.
    package mutating func readLines(_ line: (LogLine) -> Void) throws(SystemError) {
        var splitters = splitters
        try readPieces { stream, time, bytes in
            splitters[stream, default: LineSplitter()].push(bytes) {
                line(LogLine(stream: stream, time: time, text: $0))
            }
        }
        self.splitters = splitters
    }

    /// Tells every piece of output that has come since the last call, byte by byte as it came.
    ///
    /// - Parameter piece: Gets the stream, the time since the log began, and bytes that are valid during the call only.
    /// - Throws: `SystemError`.
    package mutating func readPieces(
        _ piece: (LogStream, Duration, UnsafeRawBufferPointer) -> Void
    ) throws(SystemError) {
        var buffer = [UInt8](repeating: 0, count: LogPiece.size * 256)
        while true {
            let count = read(files.index.descriptor, &buffer, buffer.count)
            guard count > 0 else {
                if count < 0, errno != EINTR { throw .last("read a log", "read") }
                return
            }
            partial += buffer[..<count]
            while partial.count >= LogPiece.size {
                if let entry = LogPiece(partial[..<LogPiece.size]) { try readPiece(entry, piece) }
                partial.removeFirst(LogPiece.size)
            }
        }
    }

    /// Tells what came after the last line feed of each stream.
    package mutating func finish(_ line: (LogLine) -> Void) {
        for stream in LogStream.allCases {
            splitters[stream]?.finish { line(LogLine(stream: stream, time: .zero, text: $0)) }
        }
    }

    private func readPiece(
        _ piece: LogPiece,
        _ tell: (LogStream, Duration, UnsafeRawBufferPointer) -> Void
    ) throws(SystemError) {
        var left = Int(piece.length)
        var chunk = [UInt8](repeating: 0, count: min(left, 1 << 18))
        while left > 0 {
            let count = read(files.log.descriptor, &chunk, min(left, chunk.count))
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                return
            }
            left -= count
            chunk.withUnsafeBytes { bytes in
                let part = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                tell(piece.stream, piece.time, part)
            }
        }
    }

    /// The last lines of a log.
    ///
    /// - Parameters:
    ///   - name: The files' name without their ending.
    ///   - directory: Where they are.
    ///   - count: How many at the most.
    /// - Returns: The lines in order; of a large log only its last mebibyte is looked at.
    /// - Throws: `SystemError`.
    package static func tail(
        of name: String,
        in directory: borrowing Directory,
        count: Int
    ) throws(SystemError) -> [String] {
        let file = try directory.open(FilePath("\(name).log"))
        let size = lseek(file.descriptor, 0, SEEK_END)
        let start = max(0, size - (1 << 20))
        lseek(file.descriptor, start, SEEK_SET)
        let bytes = try file.readAll(limit: 1 << 24, name: "the log")
        var lines: [String] = []
        var splitter = LineSplitter()
        bytes.withUnsafeBytes { splitter.push($0) { lines.append($0) } }
        splitter.finish { lines.append($0) }
        // The first line of a cut log is likely half a line.
        return Array((start > 0 ? lines.dropFirst() : lines[...]).suffix(count))
    }
}
