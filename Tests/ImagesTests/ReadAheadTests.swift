import Glibc
import Testing

@testable import Images

/// A stream of counted bytes in pieces of odd sizes, which ends in a fault where it is asked to.
private final class CountingStream: ByteStream {
    private let pieces: [Int]
    private let fault: LayerFault?
    private var index = 0
    private var value: UInt8 = 0
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 8)

    init(_ pieces: [Int], fault: LayerFault? = nil) {
        self.pieces = pieces
        self.fault = fault
    }

    deinit { memory.deallocate() }

    var total: Int { pieces.reduce(0, +) }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer {
        guard index < pieces.count else {
            if let fault { throw fault }
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let piece = UnsafeMutableRawBufferPointer(rebasing: memory[..<pieces[index]])
        index += 1
        for offset in piece.indices {
            piece[offset] = value
            value = value &* 31 &+ 7
        }
        return UnsafeRawBufferPointer(piece)
    }

    func jump(_ count: Int64) -> Int64 { 0 }
}

@Suite struct `A stream that is read ahead` {
    private func bytes(of stream: some ByteStream) throws(LayerFault) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try stream.next()
            if piece.isEmpty { return all }
            all += piece
        }
    }

    @Test(arguments: [
        [], [1], [262_144], [262_143, 2], Array(repeating: 4097, count: 700),
        [1 << 20, 1 << 20, 3],
    ])
    func `gives the same bytes`(pieces: [Int]) throws {
        let ahead = ReadAhead(CountingStream(pieces))
        #expect(try bytes(of: ahead) == bytes(of: CountingStream(pieces)))
        #expect(try ahead.next().isEmpty)
    }

    @Test func `passes on what went wrong, again and again`() throws {
        let ahead = ReadAhead(CountingStream([300_000], fault: .truncated))
        #expect(throws: LayerFault.truncated) { try bytes(of: ahead) }
        #expect(throws: LayerFault.truncated) { try ahead.next() }
    }

    @Test(arguments: 0..<20) func `can be stopped at any point`(pieces: Int) throws {
        let source = CountingStream(Array(repeating: 100_000, count: 40))
        let ahead = ReadAhead(source)
        for _ in 0..<pieces { _ = try ahead.next() }
        ahead.stop()
        // The source is ours again, and somewhere on its way.
        #expect(try bytes(of: source).count.isMultiple(of: 100_000))
    }

    @Test func `ends with its owner`() {
        weak var source: CountingStream?
        do {
            let stream = CountingStream(Array(repeating: 1 << 20, count: 100))
            source = stream
            _ = ReadAhead(stream)
        }
        // The thread has ended, but perhaps not yet let go of what it held.
        for _ in 0..<30_000 where source != nil { usleep(1000) }
        #expect(source == nil)
    }
}
