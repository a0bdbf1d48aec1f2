import CISAL
import Glibc

/// The uncompressed bytes of a gzip stream, by ISA-L: several times faster than zlib.
///
/// A stream may have several members, one behind the other, and zeros after the last; anything else there is refused, as
/// Go's reader does. RFC 1952.
final class GzipReader: ByteStream {
    private let source: any ByteStream
    private let state: UnsafeMutableRawPointer
    private let buffer: UnsafeMutableRawBufferPointer
    private var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private var place = Place.beforeMember

    private enum Place {
        /// A member begins here, or the stream ends; nothing of it has been read yet.
        case beforeMember
        case inMember
        case end
    }

    private static let bufferSize = 256 << 10

    /// Begins with the first compressed byte.
    ///
    /// - Parameter source: What is compressed, not yet read.
    /// - Throws: `LayerFault.compression` without memory.
    init(_ source: any ByteStream) throws(LayerFault) {
        guard let state = cisal_inflate_new() else {
            throw .compression(.gzip, "out of memory")
        }
        self.source = source
        self.state = state
        self.buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
    }

    deinit {
        free(state)
        buffer.deallocate()
    }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer {
        var made = 0
        while made == 0 {
            if input.isEmpty { input = try source.next() }
            switch place {
            case .end: return UnsafeRawBufferPointer(start: nil, count: 0)
            case .beforeMember: try beginMember()
            case .inMember: made = try inflate()
            }
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<made])
    }

    func jump(_ count: Int64) -> Int64 { 0 }

    private func beginMember() throws(LayerFault) {
        guard let first = input.first else {
            place = .end
            return
        }
        if first == 0, hasMember { return try passZeros() }
        if hasMember { cisal_inflate_next(state) }
        hasMember = true
        place = .inMember
    }

    private var hasMember = false

    /// Some writers fill the last block up with zeros.
    private func passZeros() throws(LayerFault) {
        while !input.isEmpty {
            guard input.allSatisfy({ $0 == 0 }) else {
                throw .compression(.gzip, "something else follows its end")
            }
            input = try source.next()
        }
        place = .end
    }

    /// Makes some bytes; 0 where more input is needed.
    private func inflate() throws(LayerFault) -> Int {
        // The library only reads what `in` points to.
        let start = input.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
        var from = cisal_bytes(
            start: start?.assumingMemoryBound(to: UInt8.self),
            count: input.count
        )
        var to = cisal_bytes(
            start: buffer.baseAddress?.assumingMemoryBound(to: UInt8.self),
            count: buffer.count
        )
        var isWhole: Int32 = 0
        let hadInput = !input.isEmpty
        let result = cisal_inflate(state, &from, &to, &isWhole)
        input = UnsafeRawBufferPointer(rebasing: input[(input.count - from.count)...])
        let made = buffer.count - to.count
        guard result >= 0 else { throw .compression(.gzip, Self.reason(result)) }
        if isWhole != 0 {
            place = .beforeMember
        } else if made == 0, !hadInput {
            throw .compression(.gzip, "the data is cut off")
        }
        return made
    }

    private static func reason(_ result: Int32) -> String {
        switch result {
        case ISAL_INVALID_BLOCK: "a block of the data is damaged"
        case ISAL_INVALID_SYMBOL, ISAL_INVALID_LOOKBACK: "the data is damaged"
        case ISAL_INVALID_WRAPPER: "its header is damaged"
        case ISAL_INCORRECT_CHECKSUM: "its checksum is wrong"
        default: "it is of a kind that is not supported"
        }
    }
}
