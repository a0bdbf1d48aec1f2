import OCI
import Testing

@testable import Images

@Suite struct `A gzip stream` {
    /// Bytes in pieces of a size.
    private final class Pieces: ByteStream {
        private let bytes: [UInt8]
        private let size: Int
        private let buffer: UnsafeMutableRawBufferPointer
        private var position = 0

        init(_ bytes: [UInt8], size: Int) {
            self.bytes = bytes
            self.size = size
            buffer = .allocate(byteCount: size, alignment: 1)
        }

        deinit { buffer.deallocate() }

        func next() throws(LayerFault) -> UnsafeRawBufferPointer {
            let count = min(size, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<position + count])
            position += count
            return UnsafeRawBufferPointer(rebasing: buffer[..<count])
        }

        func jump(_ count: Int64) -> Int64 { 0 }
    }

    private func read(_ bytes: [UInt8], pieces size: Int = 1000) throws -> [UInt8] {
        let reader = try GzipReader(Pieces(bytes, size: size))
        var all: [UInt8] = []
        while true {
            let piece = try reader.next()
            if piece.isEmpty { return all }
            all += piece
        }
    }

    private let text = Array(String(repeating: "many words, ", count: 20_000).utf8)

    @Test(arguments: [1, 7, 1000, 1 << 20])
    func `is read whatever its pieces are`(size: Int) throws {
        #expect(try read(compressed(text, .gzip), pieces: size) == text)
    }

    @Test(arguments: [1, 1000])
    func `may have several members and zeros behind them`(size: Int) throws {
        let other = noise(100_000)
        let stream = compressed(text, .gzip) + compressed(other, .gzip) + compressed([], .gzip)
        #expect(try read(stream, pieces: size) == text + other)
        #expect(try read(stream + [UInt8](repeating: 0, count: 5000), pieces: size) == text + other)
    }

    @Test func `with a name in its header is read`() throws {
        let plain = compressed(text, .gzip)
        let named =
            plain[..<3] + [0x08] + plain[4..<10] + Array("file.tar".utf8) + [0] + plain[10...]
        #expect(try read(Array(named)) == text)
    }

    @Test func `with something else behind it is refused`() {
        #expect(throws: LayerFault.self) { try read(compressed(text, .gzip) + [1, 2, 3]) }
        #expect(throws: LayerFault.self) { try read(compressed(text, .gzip) + [0, 0, 1]) }
    }

    @Test func `that is cut off is refused, wherever`() {
        let whole = compressed(text, .gzip)
        for count in stride(from: 3, to: whole.count, by: 37) {
            #expect(throws: LayerFault.self) { try read(Array(whole[..<count])) }
        }
    }

    @Test func `of ours is read by libarchive, and is the same every time`() throws {
        var made: [[UInt8]] = [[], []]
        for index in made.indices {
            let bytes = noise(200_000) + text
            let box = Collected()
            let writer = try GzipWriter { box.bytes += $0 }
            for start in stride(from: 0, to: bytes.count, by: index == 0 ? 777 : 100_000) {
                let end = min(bytes.count, start + (index == 0 ? 777 : 100_000))
                try Array(bytes[start..<end]).withUnsafeBytes { try writer.write($0) }
            }
            try writer.finish()
            made[index] = box.bytes
            let scratch = try Scratch()
            let blob = try layer(box.bytes, in: scratch).blob
            let reader = try Decompressor(BlobStream(blob), .gzip)
            var all: [UInt8] = []
            while true {
                let piece = try reader.next()
                if piece.isEmpty { break }
                all += piece
            }
            #expect(all == bytes)
        }
        #expect(made[0].count < 260_000)
    }

    private final class Collected {
        var bytes: [UInt8] = []
    }
}
