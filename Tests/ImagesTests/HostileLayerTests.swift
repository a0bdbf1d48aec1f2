import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

@Suite struct `A hostile layer` {
    @Test(arguments: hostileNames + hostileLinks + hostileWhiteouts + hostileArchives)
    func `touches nothing beside its target`(hostile: HostileLayer) throws {
        let sandbox = try Sandbox()
        let before = sandbox.listing()
        let archive = hostile.archive(sandbox)
        let result = Result { () throws(ImageError) in
            guard let layer = try? layer(archive, in: sandbox.scratch) else { throw .interrupted }
            return try unpack(layer, in: sandbox.scratch)
        }
        #expect(sandbox.listing() == before)
        switch (hostile.outcome, result) {
        case (.paths(let paths), .success):
            #expect(TreeListing("\(sandbox.scratch.path)/target").paths == paths)
        case (.refused(let fault), .failure(.layer(_, _, let found))):
            #expect(found == fault)
        case (.damaged, .failure(.layer(_, _, .damagedHeader))):
            break
        default:
            Issue.record("\(result)")
        }
    }

    @Test(arguments: hostileNames + hostileLinks + hostileWhiteouts + hostileArchives)
    func `of an image leaves nothing half unpacked`(hostile: HostileLayer) async throws {
        guard case .paths = hostile.outcome else {
            let room = try LoaderRoom()
            let sandbox = try Sandbox()
            var fixture = ImageFixture()
            var part = ImageFixture.Part(.gzip) { $0.add("first", "x") }
            part.archive = hostile.archive(sandbox)
            fixture.index = [try fixture.image([part])]
            let path = try fixture.write(to: "layout", in: room.scratch)
            let error = await #expect(throws: ImageError.self) {
                try await room.loader().load(.layout(path, tag: nil))
            }
            guard case .layer(let found, _, _) = error, found == .of(part.archive) else {
                Issue.record("does not name the layer: \(String(describing: error))")
                return
            }
            #expect(try room.names("snapshots") == [])
            let left = try room.session.directory.names().map(\.string)
            #expect(left == ["lock"])
            return
        }
    }

    @Test func `of ten gigabytes of zeros takes no room`() throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        let size: Int64 = 10 << 30
        tar.pax([("GNU.sparse.map", "\(size - 1),1"), ("GNU.sparse.size", "\(size)")])
        tar.add("zeros", "x")
        let stored = compressed(tar.finished, .gzip)
        #expect(stored.count < 10_240)
        try unpack(
            try layer(stored, in: scratch, plain: tar.finished),
            in: scratch,
            limits: LayerLimits()
        )
        var status = stat()
        #expect(stat("\(scratch.path)/target/zeros", &status) == 0)
        #expect(Int64(status.st_size) == size && status.st_blocks < 100)
    }

    @Test(arguments: ["x", "deep/x", "passwd/../x"])
    func `writes through an absolute link only inside its target`(name: String) throws {
        let sandbox = try Sandbox()
        let before = sandbox.listing()
        var tar = TarBuilder()
        tar.link("a", to: sandbox.canary)
        tar.add("a/\(name)", "owned")
        let paths = try tree(of: tar.finished, in: sandbox.scratch).paths
        #expect(sandbox.listing() == before)
        #expect(paths.contains { $0 == "\(sandbox.inside)/\(name == "deep/x" ? name : "x")" })
    }

    @Test func `cannot link to a file behind a link`() throws {
        let sandbox = try Sandbox()
        var tar = TarBuilder()
        tar.link("a", to: sandbox.canary)
        tar.hardLink("h", to: "a/passwd")
        let archive = tar.finished
        #expect(throws: ImageError.self) { try tree(of: archive, in: sandbox.scratch) }
    }

    @Test func `hides and marks through a link only inside its target`() throws {
        let sandbox = try Sandbox()
        let before = sandbox.listing()
        var tar = TarBuilder()
        tar.link("d", to: sandbox.canary)
        tar.add("d/.wh..wh..opq")
        tar.add("d/.wh.passwd")
        let listing = try tree(of: tar.finished, in: sandbox.scratch)
        #expect(sandbox.listing() == before)
        let marked = listing.lines.filter { $0.contains("overlay.opaque=[\"79\"]") }
        #expect(marked.map { String($0.prefix { $0 != "\t" }) } == [sandbox.inside])
        #expect(listing.lines.contains { $0.hasPrefix("\(sandbox.inside)/passwd\t2") })
    }

    @Test func `cannot smuggle marks of overlayfs`() throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        for name in ["trusted.overlay.redirect", "user.overlay.redirect", "user.overlay.opaque"] {
            tar.pax([("SCHILY.xattr.\(name)", "/etc/shadow")])
            if name.hasPrefix("trusted") { tar.add(name, "x") } else { tar.directory(name) }
        }
        let notes = try unpack(try layer(tar.finished, in: scratch), in: scratch)
        #expect(!"\(TreeListing("\(scratch.path)/target"))".contains("overlay.redirect="))
        #expect(!"\(TreeListing("\(scratch.path)/target"))".contains("overlay.opaque="))
        #expect(notes.sentences.count == 1)
        #expect(
            notes.sentences.first == "left out attributes that are overlayfs's own marks:"
                + " trusted.overlay.redirect of trusted.overlay.redirect and 2 more"
        )
    }

    @Test func `keeps names that are not UTF-8 as they are`() throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        tar.addRaw([0xFF, 0xFE, 0x61])
        // The same letter, composed and decomposed, and a kelvin sign: three files.
        for name in ["caf\u{E9}", "cafe\u{301}", "\u{212A}"] {
            tar.pax([("path", name)])
            tar.add("placeholder", name)
        }
        try unpack(try layer(tar.finished, in: scratch), in: scratch)
        let directory = try Directory(opening: scratch.path.appending("target"))
        let isThere = directory.contains(FilePath(bytes: [0xFF, 0xFE, 0x61]))
        #expect(isThere)
        for name in ["caf\u{E9}", "cafe\u{301}", "\u{212A}"] {
            let found = try directory.readFile(FilePath(bytes: Array(name.utf8)))
            #expect(found == Array(name.utf8), "\(name.unicodeScalars.count) scalars")
        }
    }

    @Test func `with too many entries is refused`() throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        for index in 0..<101 { tar.add("f\(index)") }
        let all = try layer(tar.finished, in: scratch)
        let limits = LayerLimits(entries: 100, bytes: 1 << 20)
        #expect(
            throws: ImageError.layer(
                diffID: all.diffID,
                .entry("f100"),
                .tooManyEntries(limit: 100)
            )
        ) { try unpack(all, in: scratch, limits: limits) }
    }

    @Test(arguments: [Compression.gzip, .zstd, .xz])
    func `with a million empty entries is refused at the limit`(compression: Compression) throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        for _ in 0..<1000 { tar.directory("d") }
        // Each of these formats may consist of several streams, one behind the other.
        let part = compressed(tar.bytes, compression)
        var bytes: [UInt8] = []
        for _ in 0..<1000 { bytes += part }
        let all = try layer(bytes, in: scratch, diffID: .of([]))
        let limits = LayerLimits(entries: 5000, bytes: 1 << 40)
        #expect(
            throws: ImageError.layer(diffID: all.diffID, .entry("d"), .tooManyEntries(limit: 5000))
        ) { try unpack(all, in: scratch, limits: limits) }
    }

    @Test func `with names of many directories is refused at the limit`() throws {
        let scratch = try Scratch()
        var tar = TarBuilder()
        for index in 0..<100 {
            tar.pax([("path", "\(index)/" + String(repeating: "d/", count: 200) + "f")])
            tar.add("x")
        }
        let all = try layer(tar.finished, in: scratch)
        let limits = LayerLimits(entries: 1000, bytes: 1 << 30)
        let error = #expect(throws: ImageError.self) {
            try unpack(all, in: scratch, limits: limits)
        }
        guard case .layer(_, .entry(let name), .tooManyEntries(limit: 1000)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(name.hasPrefix("5/"))
    }

    @Test func `with attributes of hundreds of megabytes is refused`() throws {
        let scratch = try Scratch()
        let value = [UInt8](repeating: 7, count: 1_000_000)
        var tar = TarBuilder()
        tar.paxRaw([("SCHILY.xattr.user.note", value)])
        tar.directory("d")
        var bytes: [UInt8] = []
        let part = compressed(tar.bytes, .zstd)
        for _ in 0..<300 { bytes += part }
        let all = try layer(bytes, in: scratch, diffID: .of([]))
        let limits = LayerLimits(entries: 1000, bytes: 1 << 30)
        #expect(
            throws: ImageError.layer(diffID: all.diffID, .entry("d"), .tooManyEntries(limit: 1000))
        ) { try unpack(all, in: scratch, limits: limits) }
    }

    @Test(arguments: [Compression.gzip, .zstd, .xz])
    func `that is a bomb is refused at the limit`(compression: Compression) throws {
        let scratch = try Scratch()
        let bomb = compressed([UInt8](repeating: 0, count: 64 << 20), compression)
        #expect(bomb.count < 1 << 20)
        let all = try layer(bomb, in: scratch, diffID: .of([]))
        let limits = LayerLimits(entries: 10, bytes: 8 << 20)
        #expect(
            throws: ImageError.layer(diffID: all.diffID, .whole, .tooManyBytes(limit: 8 << 20))
        ) { try unpack(all, in: scratch, limits: limits) }
    }
}
