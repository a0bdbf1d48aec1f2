import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

/// A store and a session of one test.
struct LoaderRoom {
    let scratch: Scratch
    let session: Session

    init() throws {
        scratch = try Scratch()
        session = try Session(in: try Store(at: scratch.path.appending("store")))
    }

    func loader(platform: Platform = .host) -> ImageLoader {
        ImageLoader(
            session,
            marks: ownMarks,
            platform: platform,
            limits: LayerLimits(entries: 10_000, bytes: 1 << 26)
        )
    }

    /// The names in a folder of the store.
    func names(_ folder: FilePath) throws -> [String] {
        try session.store.folder(folder).names().map(\.string).sorted()
    }
}

private let base = ImageFixture.Part(.gzip) { tar in
    tar.directory("etc")
    tar.add("etc/passwd", "root:x:0:0::/:/bin/sh")
    tar.directory("tmp", mode: 0o1777)
}
private let middle = ImageFixture.Part(.zstd) { tar in
    tar.add("tmp/x", "x")
    tar.add("etc/.wh.passwd")
}
private let top = ImageFixture.Part { tar in
    tar.directory("app")
    tar.add("app/run", "#!/bin/sh") { $0.mode = 0o755 }
}

@Suite struct `A loaded image` {
    private func fixture() throws -> ImageFixture {
        var fixture = ImageFixture()
        fixture.index = [try fixture.image([base, middle, top], command: ["/app/run"])]
        return fixture
    }

    private func check(_ image: LoadedImage) throws {
        #expect(image.snapshots.count == 3)
        let listings = image.snapshots.map { TreeListing($0.path.string, times: false) }
        #expect(listings[0].paths == ["", "etc", "etc/passwd", "tmp"])
        #expect(listings[1].paths == ["", "etc", "etc/passwd", "tmp", "tmp/x"])
        #expect(listings[2].paths == ["", "app", "app/run"])
        let tmp = try #require(listings[1].lines.first { $0.hasPrefix("tmp\t") })
        #expect(tmp.hasPrefix("tmp\t41777 "))
    }

    // MARK: Sources

    @Test func `comes from a layout`() async throws {
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let image = try await room.loader().load(.layout(path, tag: nil))
        try check(image)
        #expect(image.configuration?.config?.command == ["/app/run"])
        #expect(image.digest == (try fixture().index[0].digest))
        #expect(image.notes.isEmpty)
    }

    @Test(arguments: Compression.allCases)
    func `comes from an archive of a layout`(compression: Compression) async throws {
        let room = try LoaderRoom()
        let path = try fixture().archive("image.tar", compression, in: room.scratch)
        try check(try await room.loader().load(.layoutArchive(path, tag: nil)))
        // What was uncompressed for it has no name.
        #expect(!(try names(of: room)).contains { $0.hasPrefix("archive") })
    }

    private func names(of room: LoaderRoom) throws -> [String] {
        try room.session.directory.names().map(\.string)
    }

    @Test(arguments: Compression.allCases)
    func `comes from an archive of docker save`(compression: Compression) async throws {
        let room = try LoaderRoom()
        let path = try ImageFixture.dockerArchive(
            [base, middle, top],
            in: room.scratch,
            compression
        )
        try check(try await room.loader().load(.dockerArchive(path, reference: "app")))
    }

    @Test func `comes from an archive of a new docker save`() async throws {
        let room = try LoaderRoom()
        var fixture = try fixture()
        let parts = [base, middle, top]
        let manifest = try Document.decode(
            ImageManifest.self,
            from: fixture.files[ImageLayout.path(of: fixture.index[0].digest)] ?? [],
            named: "manifest"
        )
        let entry = DockerArchiveEntry(
            config: ImageLayout.path(of: manifest.config.digest),
            repositoryTags: ["example.org/team/app:1.0"],
            layers: parts.map { ImageLayout.path(of: .of($0.stored)) }
        )
        fixture.replace("manifest.json", try Document.encode([entry]))
        let path = try fixture.archive("image.tar", in: room.scratch, prefix: "")
        for base in [
            BaseImage.dockerArchive(path, reference: "example.org/team/app:1.0"),
            .dockerArchive(path, reference: nil), .layoutArchive(path, tag: nil),
        ] {
            try check(try await room.loader().load(base))
        }
    }

    @Test func `of a layer that is there twice follows the link of docker save`() async throws {
        let room = try LoaderRoom()
        let path = try ImageFixture.dockerArchive([top, base, top], in: room.scratch)
        let image = try await room.loader().load(.dockerArchive(path, reference: nil))
        #expect(image.snapshots.count == 3)
        #expect(Set(image.snapshots.map(\.name)).count == 3)
    }

    @Test func `is a directory in place`() async throws {
        let room = try LoaderRoom()
        try room.scratch.file("root/etc/passwd", [1])
        let path = room.scratch.path.appending("root")
        let image = try await room.loader().load(.directory(path))
        #expect(image.snapshots.map(\.path) == [path])
        #expect(image.configuration == nil)
        #expect(try await room.loader().load(.directory(path)) == image)
        for wrong in ["store", "store/snapshots", "", "root/etc/passwd", "missing"] {
            await #expect(throws: ImageError.self) {
                try await room.loader().load(.directory(room.scratch.path.appending(wrong)))
            }
        }
    }

    @Test func `without layers has no snapshots`() async throws {
        let room = try LoaderRoom()
        var fixture = ImageFixture()
        fixture.index = [try fixture.image([])]
        let path = try fixture.write(to: "layout", in: room.scratch)
        #expect(try await room.loader().load(.layout(path, tag: nil)).snapshots.isEmpty)
    }

    // MARK: Once

    @Test func `is unpacked once`() async throws {
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let first = try await room.loader().load(.layout(path, tag: nil))
        let before = first.snapshots.map { TreeListing($0.path.string) }
        // The layers are not read again: they are gone.
        for part in [base, middle, top] {
            try Directory(opening: path).writeFile(
                FilePath(ImageLayout.path(of: .of(part.stored))),
                []
            )
        }
        let second = try await room.loader().load(.layout(path, tag: nil))
        #expect(second == first)
        #expect(second.snapshots.map { TreeListing($0.path.string) } == before)
    }

    @Test func `is unpacked once by many at a time`() async throws {
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let other = try Session(in: room.session.store)
        let images = try await withThrowingTaskGroup(of: LoadedImage.self) { group in
            for index in 0..<12 {
                let session = index.isMultiple(of: 2) ? room.session : other
                group.addTask {
                    try await ImageLoader(session, marks: ownMarks).load(.layout(path, tag: nil))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(images).count == 1)
        #expect(try room.names("snapshots").count == 3)
    }

    @Test func `shares the layers below with another image`() async throws {
        let room = try LoaderRoom()
        var fixture = ImageFixture()
        var descriptors = [
            try fixture.image([base, middle]), try fixture.image([base, top]),
        ]
        for index in descriptors.indices {
            descriptors[index].annotations = ["org.opencontainers.image.ref.name": "v\(index)"]
        }
        fixture.index = descriptors
        let path = try fixture.write(to: "layout", in: room.scratch)
        let one = try await room.loader().load(.layout(path, tag: "v0"))
        let other = try await room.loader().load(.layout(path, tag: "v1"))
        #expect(one.snapshots[0] == other.snapshots[0])
        #expect(one.snapshots[1] != other.snapshots[1])
    }

    @Test func `of many layers has them in order`() async throws {
        let room = try LoaderRoom()
        let parts = (0..<40).map { index in
            ImageFixture.Part(index.isMultiple(of: 3) ? .gzip : .none) { tar in
                if index == 0 { tar.directory("d", mode: 0o710) }
                tar.add("d/file\(index)", "\(index)")
            }
        }
        var fixture = ImageFixture()
        fixture.index = [try fixture.image(parts)]
        let path = try fixture.archive("image.tar", in: room.scratch)
        let image = try await room.loader().load(.layoutArchive(path, tag: nil))
        for (index, snapshot) in image.snapshots.enumerated() {
            let listing = TreeListing(snapshot.path.string)
            #expect(listing.paths == ["", "d", "d/file\(index)"])
            // Handed up from layer to layer.
            #expect(listing.lines[1].hasPrefix("d\t40710 "))
        }
    }

    @Test func `leaves out what a root hides`() async throws {
        let room = try LoaderRoom()
        let hiding = ImageFixture.Part { tar in
            tar.add(".wh..wh..opq")
            tar.add("new", "x")
        }
        var fixture = ImageFixture()
        fixture.index = [try fixture.image([base, hiding, top])]
        let path = try fixture.write(to: "layout", in: room.scratch)
        let image = try await room.loader().load(.layout(path, tag: nil))
        #expect(image.snapshots.count == 2)
        #expect(TreeListing(image.snapshots[0].path.string).paths == ["", "new"])
    }

    @Test(.needsMounts) func `mounts as the tree that its layers say`() async throws {
        let room = try LoaderRoom()
        let upper = ImageFixture.Part { tar in
            tar.add("etc/.wh..wh..opq")
            tar.add("etc/hosts", "127.0.0.1")
            tar.add(".wh.app")
            tar.add("app/new", "x")
        }
        var fixture = ImageFixture()
        fixture.index = [try fixture.image([base, middle, top, upper])]
        let path = try fixture.write(to: "layout", in: room.scratch)
        let image = try await room.loader().load(.layout(path, tag: nil))
        let layer = try WritableLayer(in: room.session, label: "test")
        let mount = try layer.mount(
            over: SnapshotChain(image.snapshots),
            userXattr: ownMarks == .user
        )
        let root = try mount.directory(named: "root")
        #expect(try root.names().map(\.string).sorted() == ["app", "etc", "tmp"])
        #expect(try root.directory("etc").names().map(\.string) == ["hosts"])
        #expect(try root.directory("app").names().map(\.string) == ["new"])
        #expect(try root.directory("tmp").names().map(\.string) == ["x"])
    }
}
