import Glibc
import HostSystem
import NIOCore
import Synchronization
import SystemPackage

/// A blob on disk that is being sent.
final class UploadSource: Sendable {
    private let file: OpenFile
    private let progress: Mutex<Int64>
    private let report: @Sendable (Int64) -> Void

    /// A blob.
    ///
    /// - Parameters:
    ///   - file: The open file.
    ///   - report: Is told up to which byte has been sent, whenever that is farther than before.
    init(_ file: consuming OpenFile, report: @escaping @Sendable (Int64) -> Void) {
        self.file = file
        self.report = report
        self.progress = Mutex(0)
    }

    /// Reads bytes at a place.
    ///
    /// - Parameters:
    ///   - count: The most that is read.
    ///   - position: Where.
    /// - Returns: The bytes.
    /// - Throws: `SystemError`; `EIO` where the file ends before.
    func read(_ count: Int, at position: Int64) throws(SystemError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        let done = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { memory in
            max(0, pread(file.descriptor, memory.baseAddress, count, off_t(position)))
        }
        guard done > 0 else { throw SystemError("read a blob", call: "pread", errno: .ioError) }
        let reached = position + Int64(done)
        let isNew = progress.withLock { progress in
            defer { progress = max(progress, reached) }
            return reached > progress
        }
        if isNew { report(reached) }
        return buffer
    }
}

/// The bytes of a part of a blob, as they are sent.
struct UploadStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// The blob.
    let source: UploadSource
    /// Where the part begins.
    let offset: Int64
    /// How many bytes it has.
    let count: Int64

    /// How many bytes are read at once.
    private static let pieceBytes: Int64 = 256 << 10

    func makeAsyncIterator() -> Iterator {
        Iterator(source: source, position: offset, end: offset + count)
    }

    struct Iterator: AsyncIteratorProtocol {
        let source: UploadSource
        var position: Int64
        let end: Int64

        mutating func next() async throws -> ByteBuffer? {
            guard position < end else { return nil }
            let piece = try source.read(
                Int(Swift.min(UploadStream.pieceBytes, end - position)),
                at: position
            )
            position += Int64(piece.readableBytes)
            return piece
        }
    }
}
