import Glibc
import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

@Suite struct `An image on its way between stores` {
    private func save(
        _ room: StoreRoom,
        _ format: ArchiveFormat,
        _ names: [String]
    ) throws -> FilePath {
        let path = room.scratch.path.appending("\(format.rawValue)-\(names.count).tar")
        let images = try names.map { SavedImage(try room.images.find($0)) }
        let file = try ArchiveFile(creating: path)
        try ArchiveSaver(room.content, format: format).save(images, to: file.write)
        return path
    }

    private func filled() throws -> StoreRoom {
        let room = try StoreRoom()
        let image = try room.image("a")
        try room.images.tag(image, "app:1")
        try room.images.tag(image, "app:latest")
        try room.images.tag(try room.image("b"), "quay.io/team/tool:2")
        return room
    }

    @Test(arguments: [ArchiveFormat.oci, .docker])
    func `keeps its digest and its names`(format: ArchiveFormat) throws {
        let room = try filled()
        let names = ["app:1", "app:latest", "quay.io/team/tool:2"]
        let path = try save(room, format, names)
        let other = try StoreRoom()
        let taken = try ImageIntake(other.content).take(path)
        #expect(taken.map(\.references.count) == [2, 1])
        #expect(taken.flatMap(\.references).map(\.familiar) == names)
        #expect(taken[0].descriptor.digest == (try room.images.find("app:1").descriptor.digest))
        #expect(try other.blobs() == room.blobs())
    }

    @Test func `keeps its id and its layers in the old form`() throws {
        let room = try filled()
        let path = try save(room, .oldDocker, ["app:1", "quay.io/team/tool:2"])
        let other = try StoreRoom()
        let taken = try ImageIntake(other.content).take(path)
        #expect(taken.flatMap(\.references).map(\.familiar) == ["app:1", "quay.io/team/tool:2"])
        for (image, name) in zip(taken, ["app:1", "quay.io/team/tool:2"]) {
            let own = try room.images.details(of: try room.images.find(name))
            let stored = StoredImage(name: nil, descriptor: image.descriptor)
            let found = try other.images.details(of: stored)
            #expect(found.id == own.id)
            #expect(found.manifest.layers.map(\.mediaType) == [.layer])
            #expect(found.manifest.layers.map(\.digest) == own.configuration.rootfs.diffIDs)
        }
    }

    @Test(arguments: ArchiveFormat.allCases)
    func `is the same bytes every time`(format: ArchiveFormat) throws {
        let files = try (0..<2).map { _ in
            let room = try filled()
            let path = try save(room, format, ["app:1", "quay.io/team/tool:2"])
            return try OpenFile(opening: path).readAll(limit: 1 << 20, name: "archive")
        }
        #expect(files[0] == files[1])
    }

    @Test func `is added to a folder beside what is there`() throws {
        let room = try filled()
        let path = room.scratch.path.appending("layout")
        let folder = LayoutFolder(path)
        let app = try room.images.find("app:1").descriptor
        let tool = try room.images.find("quay.io/team/tool:2").descriptor
        try folder.add([SavedImage(app, name: "x")], from: room.content)
        try folder.add([SavedImage(tool, name: "y")], from: room.content)
        try folder.add([SavedImage(tool, name: "x")], from: room.content)
        let bytes = try OpenFile(opening: path.appending("index.json"))
            .readAll(limit: 1 << 20, name: "index")
        let index = try Document.decode(ImageIndex.self, from: bytes, named: "index.json")
        #expect(index.manifests.map(\.referenceName) == ["y", "x"])
        #expect(index.manifests.map(\.digest) == [tool.digest, tool.digest])
        let other = try StoreRoom()
        // A bare tag names no image.
        #expect(try ImageIntake(other.content).take(path).flatMap(\.references) == [])
    }

    @Test(arguments: [
        ("manifest.json", "[]", "lists no image"),
        ("manifest.json", "{}", "what is there is no array"),
        ("manifest.json", #"[{"Config":1,"Layers":[]}]"#, "what is there is no string at 0.Config"),
        ("index.json", #"{"schemaVersion":2,"manifests":[]}"#, "lists no image"),
    ])
    func `is refused where none is there`(_ file: String, text: String, words: String) throws {
        let room = try StoreRoom()
        let folder = try Directory(opening: room.scratch.path).makeDirectory("none")
        try folder.writeFile("oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        try folder.writeFile(FilePath(file), Array(text.utf8))
        let path = room.scratch.path.appending("none")
        let error = #expect(throws: ImageError.self) { try ImageIntake(room.content).take(path) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: Compression.allCases)
    func `is read compressed`(compression: Compression) throws {
        let parts = [
            ImageFixture.Part(compression == .none ? .xz : .gzip) { $0.add("a", "b") },
            ImageFixture.Part(.zstd) { $0.add("c", "d") },
        ]
        let room = try StoreRoom()
        let path = try ImageFixture.dockerArchive(parts, in: room.scratch, compression)
        let taken = try ImageIntake(room.content).take(path)
        #expect(taken.flatMap(\.references).map(\.familiar) == ["app:latest"])
        let image = StoredImage(name: nil, descriptor: try #require(taken.first).descriptor)
        // What the specification has no type for is compressed anew.
        #expect(
            try room.images.details(of: image).manifest.layers.map(\.mediaType)
                == [.layerGzip, .layerZstd]
        )
        #expect(try ImageCheck(room.images).run([image]).damages == [])
    }

    @Test func `with a wrong blob is refused and not named`() throws {
        let room = try StoreRoom()
        var fixture = ImageFixture()
        let image = try fixture.image([ImageFixture.Part { $0.add("a", "b") }])
        fixture.index = [image]
        let layer = try #require(fixture.files.first { $0.value.count > 1024 })
        fixture.replace(layer.key, layer.value.reversed())
        let path = try fixture.archive("image.tar", in: room.scratch)
        let error = #expect(throws: ImageError.self) { try ImageIntake(room.content).take(path) }
        #expect(error?.description.contains("is damaged") == true)
        #expect(!room.content.contains(image.digest))
        #expect(try room.leftovers() == [])
    }

    @Test func `of several platforms comes as far as it is there`() throws {
        let room = try StoreRoom()
        var fixture = ImageFixture()
        let part = ImageFixture.Part { $0.add("a", "b") }
        var own = try fixture.image([part])
        own.platform = .host
        var other = try fixture.image(
            [ImageFixture.Part { $0.add("other", "x") }],
            platform: Platform(os: "linux", architecture: "s390x")
        )
        other.platform = Platform(os: "linux", architecture: "s390x")
        let document = try Document.encode(ImageIndex(manifests: [own, other]))
        fixture.index = [fixture.add(document, as: .index)]
        fixture.remove(ImageLayout.path(of: other.digest))
        let path = try fixture.write(to: "layout", in: room.scratch)
        let taken = try ImageIntake(room.content).take(path)
        #expect(taken.map(\.descriptor.digest) == fixture.index.map(\.digest))
        let image = StoredImage(name: nil, descriptor: taken[0].descriptor)
        #expect(try room.images.details(of: image).descriptor.digest == own.digest)
        #expect(throws: ImageError.self) {
            try room.images.details(
                of: image,
                platform: Platform(os: "linux", architecture: "s390x")
            )
        }
        // What is not whole is handed on as the one image that is.
        let saved = room.scratch.path.appending("saved.tar")
        let file = try ArchiveFile(creating: saved)
        try ArchiveSaver(room.content, format: .oci).save([SavedImage(image)], to: file.write)
        let second = try StoreRoom()
        #expect(
            try ImageIntake(second.content).take(saved).map(\.descriptor.digest) == [own.digest]
        )
    }
}

@Suite struct `An image for another machine` {
    @Test func `is shown, but is not there for this one`() throws {
        let room = try StoreRoom()
        let foreign = Platform(os: "linux", architecture: "s390x")
        var fixture = ImageFixture()
        var descriptors: [Descriptor] = []
        for platform in [Platform.host, foreign] {
            let part = ImageFixture.Part { $0.add("\(platform)", "x") }
            var descriptor = try fixture.image([part], platform: platform)
            descriptor.platform = platform
            descriptors.append(descriptor)
        }
        let document = try Document.encode(ImageIndex(manifests: descriptors))
        fixture.index = [fixture.add(document, as: .index)]
        fixture.remove(ImageLayout.path(of: descriptors[0].digest))
        let path = try fixture.write(to: "layout", in: room.scratch)
        #expect(throws: ImageError.self) { try ImageIntake(room.content).take(path) }
        let taken = try ImageIntake(room.content, platform: foreign).take(path)
        let image = StoredImage(name: nil, descriptor: try #require(taken.first).descriptor)
        #expect(try room.images.details(of: image).configuration.platform == foreign)
        #expect(throws: ImageError.self) {
            try room.images.details(of: image, platform: .host)
        }
    }
}

@Suite struct `A root file system` {
    @Test(arguments: Compression.allCases)
    func `becomes the layer of an image`(compression: Compression) throws {
        let room = try StoreRoom()
        var tar = TarBuilder()
        tar.directory("./")
        tar.add("./etc/passwd", "root")
        let bytes = tar.finished
        let stored = compression == .none ? bytes : compressed(bytes, compression)
        let packed = try RootIntake(room.content).take(try room.scratch.file("root.tar", stored))
        #expect(packed.diffID == .of(bytes))
        let isKept = compression == .gzip || compression == .zstd
        #expect((packed.descriptor.digest == .of(stored)) == isKept)
        #expect(packed.descriptor.mediaType == (compression == .zstd ? .layerZstd : .layerGzip))
    }

    @Test func `that is none, leads out or is cut off is refused`() throws {
        let room = try StoreRoom()
        var evil = TarBuilder()
        evil.add("../x", "owned")
        var short = TarBuilder()
        short.add("x", String(repeating: "y", count: 5000))
        let archives = [
            Array("no archive at all, but a text of some length".utf8), [], evil.finished,
            Array(short.finished[..<2000]), compressed(Array(short.finished[..<2000]), .gzip),
            Array(compressed(short.finished, .gzip).dropLast(9)),
        ]
        for archive in archives {
            let path = try room.scratch.file("root.tar", archive)
            #expect(throws: ImageError.self) { try RootIntake(room.content).take(path) }
        }
        #expect(try room.blobs() == [])
        #expect(try room.leftovers() == [])
    }
}
