import OCI
import SystemPackage
import Testing

@testable import Images

@Suite struct `A damaged layer` {
    private static let archive: [UInt8] = {
        var tar = TarBuilder()
        tar.directory("d")
        for index in 0..<20 {
            tar.add("d/file\(index)", String(repeating: "line \(index)\n", count: 500))
        }
        return tar.finished
    }()

    @Test(arguments: Compression.allCases)
    func `is whole before it is damaged`(compression: Compression) throws {
        let scratch = try Scratch()
        let bytes = compression == .none ? Self.archive : compressed(Self.archive, compression)
        let whole = try layer(bytes, in: scratch, plain: Self.archive)
        try unpack(whole, in: scratch)
        #expect(TreeListing("\(scratch.path)/target").paths.count == 22)
    }

    @Test(arguments: Compression.allCases)
    func `is refused wherever it is cut off`(compression: Compression) throws {
        let bytes = compression == .none ? Self.archive : compressed(Self.archive, compression)
        for length in stride(from: 0, to: bytes.count - 1, by: max(1, bytes.count / 23)) {
            let scratch = try Scratch()
            let cut = try layer(
                Array(bytes[..<length]),
                in: scratch,
                plain: Self.archive,
                // As if nobody had said how large it is: only the content can tell.
                descriptor: Descriptor(mediaType: .layer, digest: .of(bytes), size: Int64(length))
            )
            let error = #expect(throws: ImageError.self) { try unpack(cut, in: scratch) }
            guard case .layer(cut.diffID, _, .wrongDigest) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test(arguments: Compression.allCases)
    func `is refused wherever a bit is wrong`(compression: Compression) throws {
        let bytes = compression == .none ? Self.archive : compressed(Self.archive, compression)
        for offset in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 37)) {
            let scratch = try Scratch()
            var flipped = bytes
            flipped[offset] ^= 1 << UInt8(offset % 8)
            let damaged = try layer(
                flipped,
                in: scratch,
                plain: Self.archive,
                descriptor: Descriptor(
                    mediaType: .layer,
                    digest: .of(bytes),
                    size: Int64(bytes.count)
                )
            )
            let error = #expect(throws: ImageError.self) { try unpack(damaged, in: scratch) }
            let fault = LayerFault.wrongDigest(expected: .of(bytes), found: .of(flipped))
            guard case .layer(damaged.diffID, _, fault) = error else {
                Issue.record("\(offset): \(String(describing: error))")
                continue
            }
        }
    }

    @Test func `without a descriptor is refused by its uncompressed digest`() throws {
        let scratch = try Scratch()
        let good = try layer(Self.archive, in: scratch)
        let bad = Layer(blob: good.blob, descriptor: nil, diffID: .of([]), chainID: .of([]))
        #expect(
            throws: ImageError.layer(
                diffID: .of([]),
                .whole,
                .wrongDiffID(expected: .of([]), found: good.diffID)
            )
        ) { try unpack(bad, in: scratch) }
    }

    @Test func `of the right blob and a wrong configuration is refused`() throws {
        let scratch = try Scratch()
        let bytes = compressed(Self.archive, .gzip)
        let wrong = try layer(bytes, in: scratch, diffID: .of(bytes))
        #expect(
            throws: ImageError.layer(
                diffID: wrong.diffID,
                .whole,
                .wrongDiffID(expected: .of(bytes), found: .of(Self.archive))
            )
        ) { try unpack(wrong, in: scratch) }
    }

    @Test func `of another size is refused before it is read`() throws {
        let scratch = try Scratch()
        let count = Int64(Self.archive.count)
        let wrong = try layer(
            Self.archive,
            in: scratch,
            descriptor: Descriptor(mediaType: .layer, digest: .of(Self.archive), size: count + 1)
        )
        #expect(
            throws: ImageError.layer(
                diffID: wrong.diffID,
                .whole,
                .wrongSize(expected: count + 1, found: count)
            )
        ) { try unpack(wrong, in: scratch) }
    }

    @Test func `is named together with the entry`() throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        tar.add("good")
        tar.add("bad\u{1B}[31m/../../x")
        let bad = try layer(tar.finished, in: scratch)
        let error = #expect(throws: ImageError.self) { try unpack(bad, in: scratch) }
        #expect(
            error?.description == "cannot unpack \"bad\\x1b[31m/../../x\" of layer "
                + "\(bad.diffID.short): its name leads out of the layer"
        )
    }

    @Test func `with bytes behind its end is hashed to the last one`() throws {
        let scratch = try Scratch()
        let longer = Self.archive + [UInt8](repeating: 7, count: 3000)
        try unpack(try layer(longer, in: scratch), in: scratch)
        try unpack(
            try layer(compressed(longer, .gzip), in: scratch, plain: longer),
            in: scratch,
            to: "second"
        )
    }
}
