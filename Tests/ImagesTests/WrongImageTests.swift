import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

@Suite struct `A wrong image` {
    private let part = ImageFixture.Part(.gzip) { $0.add("file", "content") }

    private func fixture() throws -> ImageFixture {
        var fixture = ImageFixture()
        fixture.index = [try fixture.image([part])]
        return fixture
    }

    /// Loads a layout that has to be refused, and looks that nothing stays in the store.
    private func refusal(
        of fixture: ImageFixture,
        tag: String? = nil,
        platform: Platform = .host
    ) async throws -> ImageError {
        let room = try LoaderRoom()
        let path = try fixture.write(to: "layout", in: room.scratch)
        let error = await #expect(throws: ImageError.self) {
            try await room.loader(platform: platform).load(.layout(path, tag: tag))
        }
        #expect(try room.names("snapshots") == [])
        #expect(try room.session.directory.names().map(\.string) == ["lock"])
        return try #require(error)
    }

    @Test(arguments: ["oci-layout", "index.json"])
    func `without its entry file is refused`(name: String) async throws {
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        try Directory(opening: path).removeFile(FilePath(name))
        await #expect(
            throws: ImageError.content(name: "\(name) of \(path)", reason: "is missing")
        ) { try await room.loader().load(.layout(path, tag: nil)) }
    }

    @Test func `of a later layout is refused`() async throws {
        var fixture = try fixture()
        fixture.replace("oci-layout", Array(#"{"imageLayoutVersion":"2.0.0"}"#.utf8))
        #expect(try await refusal(of: fixture).description.contains("version 2.0.0, not 1"))
    }

    @Test func `with a damaged manifest is refused`() async throws {
        var fixture = try fixture()
        let file = ImageLayout.path(of: fixture.index[0].digest)
        var bytes = try #require(fixture.files[file])
        bytes[bytes.count - 2] ^= 1
        fixture.replace(file, bytes)
        #expect(
            try await refusal(of: fixture)
                == .content(name: file, reason: "is damaged: its digest is \(Digest.of(bytes))")
        )
    }

    @Test func `with a manifest of another size is refused`() async throws {
        var fixture = try fixture()
        fixture.index[0].size += 1
        #expect(try await refusal(of: fixture).description.contains("its descriptor says"))
    }

    @Test func `with a missing blob is refused`() async throws {
        var fixture = try fixture()
        fixture.remove(ImageLayout.path(of: .of(part.stored)))
        #expect(try await refusal(of: fixture).description.hasSuffix("is missing"))
    }

    @Test func `with a damaged layer is refused and leaves nothing`() async throws {
        var fixture = try fixture()
        var bytes = part.stored
        bytes[bytes.count / 2] ^= 4
        fixture.replace(ImageLayout.path(of: .of(part.stored)), bytes)
        let fault = LayerFault.wrongDigest(expected: .of(part.stored), found: .of(bytes))
        let diffID = Digest.of(part.archive)
        guard case .layer(diffID, _, fault) = try await refusal(of: fixture) else {
            Issue.record("another error")
            return
        }
    }

    @Test func `tells of the layer that is at fault, not of those that were stopped`() async throws
    {
        for bad in 0..<6 {
            var fixture = ImageFixture()
            let parts = (0..<6).map { index in
                ImageFixture.Part(.none) { tar in
                    for file in 0..<50 { tar.add("d\(index)/\(file)", "x") }
                    if index == bad { tar.add("../x") }
                }
            }
            fixture.index = [try fixture.image(parts)]
            let room = try LoaderRoom()
            let path = try fixture.write(to: "layout", in: room.scratch)
            await #expect(
                throws: ImageError.layer(diffID: .of(parts[bad].archive), .entry("../x"), .leadsOut)
            ) { try await room.loader().load(.layout(path, tag: nil)) }
        }
    }

    @Test func `with fewer layers than its configuration says is refused`() async throws {
        var fixture = try fixture()
        let manifest = try Document.decode(
            ImageManifest.self,
            from: fixture.files[ImageLayout.path(of: fixture.index[0].digest)] ?? [],
            named: "manifest"
        )
        let shorter = ImageManifest(config: manifest.config, layers: [])
        fixture.index = [fixture.add(try Document.encode(shorter), as: .manifest)]
        #expect(
            try await refusal(of: fixture).description
                .hasSuffix("has 0 layers, its configuration says 1")
        )
    }

    @Test func `that is no image is refused`() async throws {
        var fixture = ImageFixture()
        let type = MediaType(rawValue: "application/vnd.cncf.helm.config.v1+json")
        let config = fixture.add(Array("{}".utf8), as: type)
        let manifest = ImageManifest(config: config, layers: [])
        fixture.index = [fixture.add(try Document.encode(manifest), as: .manifest)]
        #expect(try await refusal(of: fixture).description.contains("is no image that can be run"))
    }

    @Test func `whose layers are encrypted is refused`() async throws {
        var fixture = try fixture()
        let config = fixture.add(
            try Document.encode(
                ImageConfiguration(platform: .host, diffIDs: [.of(part.archive)])
            ),
            as: .configuration
        )
        var layer = fixture.add(part.stored, as: .layerGzip)
        layer.mediaType = MediaType(rawValue: "\(MediaType.layerGzip)+encrypted")
        let manifest = ImageManifest(config: config, layers: [layer])
        fixture.index = [fixture.add(try Document.encode(manifest), as: .manifest)]
        #expect(try await refusal(of: fixture).description.contains("cannot be unpacked"))
    }

    @Test func `behind a link out of its layout is refused`() async throws {
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let file = ImageLayout.path(of: .of(part.stored))
        let outside = try room.scratch.file("outside", part.stored)
        try Directory(opening: path).removeFile(FilePath(file))
        #expect(symlinked(path.appending(file), to: outside))
        await #expect(throws: ImageError.self) {
            try await room.loader().load(.layout(path, tag: nil))
        }
    }

    @Test(arguments: ["index.json", "blob"])
    func `that is a FIFO is refused and not waited for`(file: String) async throws {
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let name = file == "blob" ? ImageLayout.path(of: .of(part.stored)) : file
        try Directory(opening: path).removeFile(FilePath(name))
        #expect(mkfifo("\(path)/\(name)", 0o600) == 0)
        await #expect(throws: ImageError.self) {
            try await room.loader().load(.layout(path, tag: nil))
        }
        let fifo = path.appending(name)
        await #expect(throws: ImageError.self) {
            try await room.loader().load(.layoutArchive(fifo, tag: nil))
        }
    }

    // MARK: Names and platforms

    @Test func `of a name that is not there is refused with those that are`() async throws {
        var fixture = try fixture()
        fixture.index[0].annotations = ["org.opencontainers.image.ref.name": "latest"]
        #expect(
            try await refusal(of: fixture, tag: "v9")
                == .noSuchImage(wanted: "v9", available: ["latest"])
        )
        var second = fixture.index[0]
        second.annotations = ["org.opencontainers.image.ref.name": "v2"]
        second.digest = .of([])
        fixture.index.append(second)
        #expect(
            try await refusal(of: fixture)
                == .noSuchImage(wanted: nil, available: ["latest", "v2"])
        )
    }

    @Test func `of no fitting platform is refused with those that are there`() async throws {
        var fixture = ImageFixture()
        for name in ["arm64", "s390x"] {
            let platform = Platform(os: "linux", architecture: name)
            var descriptor = try fixture.image([part], platform: platform)
            descriptor.platform = platform
            fixture.index.append(descriptor)
        }
        let amd64 = Platform(os: "linux", architecture: "amd64")
        #expect(
            try await refusal(of: fixture, platform: amd64)
                == .noPlatform(wanted: amd64, available: ["linux/arm64", "linux/s390x"])
        )
    }

    @Test func `of Windows is refused`() async throws {
        var fixture = ImageFixture()
        fixture.index = [
            try fixture.image([part], platform: Platform(os: "windows", architecture: "amd64"))
        ]
        guard case .noPlatform(_, ["windows/amd64"]) = try await refusal(of: fixture) else {
            Issue.record("another error")
            return
        }
    }

    @Test func `with an index that leads to itself is refused`() async throws {
        var fixture = ImageFixture()
        var descriptor = try fixture.image([part])
        for _ in 0..<8 {
            let index = ImageIndex(manifests: [descriptor])
            descriptor = fixture.add(try Document.encode(index), as: .index)
        }
        fixture.index = [descriptor]
        #expect(try await refusal(of: fixture).description.contains("too deep"))
    }

    // MARK: Archives

    @Test func `in an archive that is cut off is refused`() async throws {
        let room = try LoaderRoom()
        let path = try fixture().archive("image.tar", in: room.scratch)
        let bytes = try Directory(opening: room.scratch.path).readFile("image.tar")
        try room.scratch.file("image.tar", Array(bytes[..<(bytes.count - 3000)]))
        await #expect(throws: ImageError.self) {
            try await room.loader().load(.layoutArchive(path, tag: nil))
        }
    }

    @Test func `in an archive of links in a circle is refused`() async throws {
        let room = try LoaderRoom()
        var tar = TarBuilder()
        tar.link("manifest.json", to: "other")
        tar.link("other", to: "manifest.json")
        let path = try room.scratch.file("image.tar", tar.finished)
        await #expect(throws: ImageError.self) {
            try await room.loader().load(.dockerArchive(path, reference: nil))
        }
    }

    @Test(arguments: ["../../../../etc/passwd", "/etc/passwd", ""])
    func `in an archive that names files of the host is refused`(name: String) async throws {
        let room = try LoaderRoom()
        let path = try ImageFixture.dockerArchive([part], in: room.scratch) { _, entries in
            entries[0].layers = [name]
        }
        let error = await #expect(throws: ImageError.self) {
            try await room.loader().load(.dockerArchive(path, reference: nil))
        }
        #expect(error?.description.hasSuffix("is missing") == true)
    }

    @Test func `in an archive with a changed configuration is refused`() async throws {
        let room = try LoaderRoom()
        let path = try ImageFixture.dockerArchive([part], in: room.scratch) { tar, entries in
            tar.add(entries[0].config, "{}")
        }
        let error = await #expect(throws: ImageError.self) {
            try await room.loader().load(.dockerArchive(path, reference: nil))
        }
        #expect(error?.description.contains("is damaged") == true)
    }

    @Test func `in an archive of several images has to be named`() async throws {
        let room = try LoaderRoom()
        let path = try ImageFixture.dockerArchive([part], in: room.scratch) { _, entries in
            entries.append(entries[0])
            entries[1].repositoryTags = ["docker.io/library/other:1"]
        }
        await #expect(
            throws: ImageError.noSuchImage(
                wanted: nil,
                available: ["app:latest", "docker.io/library/other:1"]
            )
        ) { try await room.loader().load(.dockerArchive(path, reference: nil)) }
        for name in ["app", "docker.io/library/app:latest", "other:1"] {
            _ = try await room.loader().load(.dockerArchive(path, reference: name))
        }
    }

    @Test func `that nobody waits for any more is given up`() async throws {
        let room = try LoaderRoom()
        let path = try fixture().write(to: "layout", in: room.scratch)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await room.loader().load(.layout(path, tag: nil))
        }
        task.cancel()
        await #expect(throws: ImageError.interrupted) { try await task.value }
        #expect(try room.names("snapshots") == [])
    }
}

@Suite struct `The name of an image` {
    @Test(arguments: [
        ("dir:/srv/root:1", BaseImage.directory("/srv/root:1")),
        ("oci:build/image", .layout("build/image", tag: nil)),
        ("oci:/a/b:docker.io/library/x:1", .layout("/a/b", tag: "docker.io/library/x:1")),
        ("oci-archive:x.tar:latest", .layoutArchive("x.tar", tag: "latest")),
        ("docker-archive:x.tar", .dockerArchive("x.tar", reference: nil)),
        ("docker-archive:x.tar:app:1", .dockerArchive("x.tar", reference: "app:1")),
    ])
    func `is read as skopeo reads it`(text: String, image: BaseImage) throws {
        #expect(try BaseImage(text) == image)
        #expect(image.description == text)
    }

    @Test(arguments: [
        "", "alpine", "alpine:3", "oci:", "oci::x", "oci:x:", "dir:", "OCI:x", "dir:a\u{0}b",
    ])
    func `is refused where it names none`(text: String) {
        #expect(throws: ImageError.self) { try BaseImage(text) }
    }
}
