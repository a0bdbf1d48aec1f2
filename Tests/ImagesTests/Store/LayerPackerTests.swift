import CSandbox
import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

@Suite struct `A packed layer` {
    @Test func `that is not wanted any more leaves nothing`() throws {
        let room = try StoreRoom()
        let interruption = Interruption()
        let packer = LayerPacker(room.content, interruption: interruption)
        let error = #expect(throws: ImageError.self) {
            _ = try packer.pack { writer in
                var writer = writer
                try writer.add(.file("word"), Array("a".utf8))
                interruption.request()
                try writer.add(.file("other"), Array("b".utf8))
                try writer.finish()
            }
        }
        guard case .interrupted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try room.blobs() == [])
        #expect(try room.leftovers() == [])
    }

    private func fill(_ tar: inout TarBuilder) {
        tar.directory("d", mode: 0o2775)
        tar.paxRaw([
            ("SCHILY.xattr.user.note", [1, 0, 2]), ("mtime", Array("1600000000.123456789".utf8)),
        ])
        tar.add("d/file", "content") { $0.mode = 0o4755 }
        tar.hardLink("d/again", to: "d/file")
        tar.link("link", to: "d//file/")
        tar.pax([("path", "d/" + String(repeating: "long", count: 50))])
        tar.add("x", "deep")
        tar.pax([("mtime", "-1.5")])
        tar.add("old", "before 1970")
        tar.addRaw([0xFF, 0xFE])
        tar.add("fifo") { $0.type = "6" }
        tar.add("d/.wh.gone")
        tar.directory("opaque")
        tar.add("opaque/.wh..wh..opq")
        tar.add("opaque/new", "new")
    }

    private func archive(_ packed: PackedLayer, in room: StoreRoom) throws -> [UInt8] {
        let bytes = try room.content.bytes(packed.descriptor.digest)
        let blob = try layer(bytes, in: room.scratch).blob
        let reader = try Compression(of: blob).reader(of: BlobStream(blob))
        var all: [UInt8] = []
        while true {
            let piece = try reader.next()
            if piece.isEmpty { return all }
            all += piece
        }
    }

    @Test(arguments: LayerCompression.allCases)
    func `unpacks to the tree that it was made of`(compression: LayerCompression) throws {
        let room = try StoreRoom()
        var tar = TarBuilder()
        fill(&tar)
        let first = try tree(of: tar.finished, in: room.scratch, times: true)
        let packer = LayerPacker(room.content, compression: compression)
        let packed = try packer.pack(room.scratch.path.appending("target"))
        let plain = try archive(packed, in: room)
        #expect(Digest.of(plain) == packed.diffID)
        try unpack(try layer(plain, in: room.scratch), in: room.scratch, to: "second")
        let second = TreeListing("\(room.scratch.path)/second", times: true)
        // The root has no entry, so that its time is when it was made.
        // A whiteout has no time that means anything.
        let lines = [first, second].map { $0.lines.dropFirst().filter { !$0.hasPrefix("d/gone") } }
        #expect(lines[0] == lines[1])
        #expect(first.paths.contains("d/gone") && second.paths.contains("d/gone"))
        #expect(lines[0].count == 9)
    }

    @Test func `is the same for the same tree, wherever it lies`() throws {
        let room = try StoreRoom()
        var tar = TarBuilder()
        fill(&tar)
        for name in ["one", "two"] {
            try unpack(
                try layer(tar.finished, in: room.scratch),
                in: room.scratch,
                to: FilePath(name)
            )
        }
        for compression in LayerCompression.allCases {
            let packer = LayerPacker(room.content, compression: compression)
            let packed = try ["one", "two"].map { try packer.pack(room.scratch.path.appending($0)) }
            #expect(packed[0] == packed[1])
        }
    }

    @Test func `holds no zeros of a sparse file, whether or not it has holes`() throws {
        let room = try StoreRoom()
        let path = room.scratch.path.appending("target")
        let directory = try room.scratch.directory("target")
        var packed: [PackedLayer] = []
        for isWritten in [false, true] {
            try directory.removeTree("file")
            let file = try directory.open("file", O_RDWR | O_CREAT)
            if isWritten { try file.writeAll([UInt8](repeating: 0, count: 3 << 20), name: "x") }
            ftruncate(file.descriptor, 3 << 20)
            pwrite(file.descriptor, "data", 4, 1 << 20)
            pwrite(file.descriptor, "end", 3, (3 << 20) - 3)
            var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
            futimens(file.descriptor, &times)
            packed.append(try LayerPacker(room.content, compression: .none).pack(path))
        }
        #expect(packed[0] == packed[1])
        #expect(packed[0].descriptor.size < 20_000)
        let plain = try archive(packed[0], in: room)
        try unpack(try layer(plain, in: room.scratch), in: room.scratch, to: "second")
        #expect(
            TreeListing("\(room.scratch.path)/second").lines.last
                == TreeListing("\(path)").lines.last
        )
    }

    @Test func `keeps a device and a capability`() throws {
        guard isHostRoot else { return print("skipped: needs root of the host for devices") }
        let room = try StoreRoom()
        var tar = TarBuilder()
        tar.device("null", 1, 3)
        tar.paxRaw([
            (
                "SCHILY.xattr.security.capability",
                [1, 0, 0, 2, 0, 4] + [UInt8](repeating: 0, count: 14)
            )
        ])
        tar.add("ping", "elf") { $0.mode = 0o755 }
        let first = try tree(of: tar.finished, in: room.scratch)
        let packed = try LayerPacker(room.content).pack(room.scratch.path.appending("target"))
        let plain = try archive(packed, in: room)
        try unpack(try layer(plain, in: room.scratch), in: room.scratch, to: "second")
        #expect(TreeListing("\(room.scratch.path)/second", times: false) == first)
        #expect("\(first)".contains("security.capability"))
    }

    @Test func `of a file whose name would hide another is refused`() throws {
        let room = try StoreRoom()
        try room.scratch.file("target/d/.wh.passwd", [])
        let error = #expect(throws: ImageError.self) {
            try LayerPacker(room.content).pack(room.scratch.path.appending("target"))
        }
        #expect(error?.description.contains("d/.wh.passwd") == true)
        #expect(try room.leftovers() == [])
    }

    @Test func `of a snapshot is packed once`() throws {
        let room = try StoreRoom()
        let snapshot = try SnapshotStore(room.room.session).make(SnapshotName("one")) { folder in
            try folder.writeFile("file", [1, 2, 3])
        }
        let packed = try LayerPacker(room.content).pack(snapshot)
        #expect(try LayerPacker(room.content, compression: .zstd).pack(snapshot) == packed)
        try room.content.blobs(.sha256).removeTree(FilePath(packed.descriptor.digest.hex))
        #expect(try LayerPacker(room.content).pack(snapshot) == packed)
        #expect(room.content.contains(packed.descriptor.digest))
    }

    @Test func `that came from a blob is that blob`() async throws {
        let room = try StoreRoom()
        let descriptor = try room.image("a")
        let loader = ImageLoader(room.room.session, marks: ownMarks, content: room.content)
        let loaded = try await loader.load(.stored(StoredImage(name: nil, descriptor: descriptor)))
        let snapshot = try #require(loaded.snapshots.first)
        let image = StoredImage(name: nil, descriptor: descriptor)
        let manifest = try room.images.details(of: image).manifest
        #expect(try LayerPacker(room.content).pack(snapshot).descriptor == manifest.layers.first)
    }
}
