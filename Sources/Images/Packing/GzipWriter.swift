import CISAL
import Glibc

/// Compresses to one gzip member, by ISA-L: the same bytes always give the same bytes, with this version of it.
///
/// A class, since its state has an address; used by one thread at a time.
final class GzipWriter: ByteCompressor {
    private let state: UnsafeMutableRawPointer
    private let buffer: UnsafeMutableRawBufferPointer
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    /// Begins.
    ///
    /// - Parameter sink: Gets the compressed bytes, in order.
    /// - Throws: `LayerFault.compression` without memory.
    init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws(LayerFault) {
        guard let state = cisal_deflate_new() else {
            throw .compression(.gzip, "out of memory")
        }
        self.state = state
        self.sink = sink
        self.buffer = .allocate(byteCount: 256 << 10, alignment: 4096)
    }

    deinit {
        free(state)
        buffer.deallocate()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try compress(bytes, isLast: false)
    }

    func finish() throws {
        try compress(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true)
    }

    private func compress(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws {
        // The library only reads what `in` points to.
        let start = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
        var from = cisal_bytes(
            start: start?.assumingMemoryBound(to: UInt8.self),
            count: bytes.count
        )
        var isOver: Int32 = 0
        repeat {
            var to = cisal_bytes(
                start: buffer.baseAddress?.assumingMemoryBound(to: UInt8.self),
                count: buffer.count
            )
            let result = cisal_deflate(state, &from, &to, isLast ? 1 : 0, &isOver)
            guard result == COMP_OK else {
                throw LayerFault.compression(.gzip, "ISA-L refused (\(result))")
            }
            let made = buffer.count - to.count
            if made > 0 { try sink(UnsafeRawBufferPointer(rebasing: buffer[..<made])) }
        } while from.count > 0 || (isLast && isOver == 0)
    }
}
