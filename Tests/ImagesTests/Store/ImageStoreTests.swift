import Dispatch
import Glibc
import HostSystem
import OCI
import Synchronization
import SystemPackage
import Testing

@testable import Images

@Suite struct `A name in the store` {
    @Test func `means what it was given last, and remembers what it meant before`() throws {
        let room = try StoreRoom()
        let versions = try ["a", "b", "c"].map { try room.image($0) }
        for version in versions { try room.images.tag(version, "app") }
        let image = try #require(try room.images.image(named: "app:latest"))
        #expect(image.descriptor == versions[2])
        #expect(image.name == "docker.io/library/app:latest")
        #expect(
            try room.images.versions(of: image).map(\.descriptor) == versions.reversed()
        )
    }

    @Test func `goes back, and back again`() throws {
        let room = try StoreRoom()
        let versions = try ["a", "b", "c"].map { try room.image($0) }
        for version in versions { try room.images.tag(version, "app") }
        let reference = try ImageReference("app")
        #expect(try room.images.rollback(reference, by: 2).descriptor == versions[0])
        #expect(try room.images.image(reference)?.descriptor == versions[0])
        #expect(try room.images.rollback(reference, by: 1).descriptor == versions[2])
        #expect(throws: ImageError.noSuchVersion(name: "app:latest", wanted: 9, available: 5)) {
            try room.images.rollback(reference, by: 9)
        }
    }

    @Test func `keeps ten versions`() throws {
        let room = try StoreRoom()
        for number in 0..<15 { try room.images.tag(try room.image("\(number)"), "app") }
        let image = try #require(try room.images.image(named: "app"))
        #expect(try room.images.versions(of: image).count == 10)
        #expect(try room.images.collect()?.blobs == 15)
        #expect(try room.blobs().count == 30)
    }

    @Test func `may stand for an image by tag, digest or the beginning of an id`() throws {
        let room = try StoreRoom()
        let descriptor = try room.image("a")
        try room.images.tag(descriptor, "registry.example:5000/team/app:1")
        let image = try #require(try room.images.all().first)
        let id = try room.images.details(of: image).id
        for text in [
            "registry.example:5000/team/app:1",
            "registry.example:5000/team/app@\(descriptor.digest)", "\(descriptor.digest)",
            descriptor.digest.hex, descriptor.digest.short, "\(id)", id.short,
            String(id.hex.prefix(3)),
        ] { #expect(try room.images.find(text) == image, "\(text)") }
        for text in ["app:1", "registry.example:5000/team/app", "ffffffffffff", "../index", ""] {
            #expect(throws: ImageError.self) { try room.images.find(text) }
        }
    }

    @Test func `counts more than an id that begins the same`() throws {
        let room = try StoreRoom()
        let first = try room.image("a")
        try room.images.tag(first, "x")
        let second = try room.image("b")
        let short = String(first.digest.hex.prefix(6))
        try room.images.tag(second, short)
        #expect(try room.images.find(short).descriptor == second)
    }

    @Test func `that is taken away leaves the image, if that is wanted`() throws {
        let room = try StoreRoom()
        try room.images.tag(try room.image("a"), "app")
        let image = try #require(try room.images.all().first)
        try room.images.untag(image, keepsContent: true)
        #expect(try room.images.all() == [StoredImage(name: nil, descriptor: image.descriptor)])
        #expect(try room.images.versions(of: image) == [])
        try room.images.tag(image.descriptor, "again")
        #expect(try room.images.all().map(\.name) == ["docker.io/library/again:latest"])
    }

    @Test func `is given by many at once, and none is lost`() throws {
        let room = try StoreRoom()
        let descriptor = try room.image("a")
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 40) { number in
            do { try room.images.tag(descriptor, "app:\(number)") } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(try room.images.all().count == 40)
    }

    @Test func `is refused in words where the list of names is damaged`() throws {
        let room = try StoreRoom()
        try room.images.tag(try room.image("a"), "app")
        try room.scratch.file("store/images/index.json", Array("{".utf8))
        let error = #expect(throws: ImageError.self) { try room.images.all() }
        #expect(error?.description.contains("index.json") == true)
        #expect(throws: ImageError.self) { try room.images.collect() }
        #expect(try room.blobs().count == 3)
    }
}

@Suite struct `Collecting blobs` {
    @Test func `takes what nothing needs, and nothing else`() throws {
        let room = try StoreRoom()
        let old = try room.image("old")
        try room.images.tag(old, "app")
        try room.images.tag(try room.image("new"), "app")
        try room.images.keep(try room.image("unnamed"))
        let needed = try room.blobs()
        _ = try room.image("forgotten")
        #expect(try room.images.collect()?.blobs == 3)
        #expect(try room.blobs() == needed)
        try room.images.forgetVersions()
        #expect(try room.images.collect()?.blobs == 3)
        #expect(!room.content.contains(old.digest))
    }

    @Test func `waits for nobody, and disturbs nobody`() throws {
        let room = try StoreRoom()
        _ = try room.image("being made")
        let other = try ContentStore(try Session(in: room.room.session.store))
        #expect(try room.images.collect() == nil)
        #expect(try room.blobs().count == 3)
        withExtendedLifetime(other) {}
    }

    @Test func `shares what images share`() throws {
        let room = try StoreRoom()
        let image = try room.image("a")
        for name in ["one", "two"] { try room.images.tag(image, name) }
        try room.images.untag(try #require(try room.images.image(named: "one")))
        #expect(try room.images.collect()?.blobs == 0)
        #expect(try room.blobs().count == 3)
    }

    @Test func `takes nothing where a document is damaged, until its image is removed`() throws {
        let room = try StoreRoom()
        let image = try room.image("a")
        try room.images.tag(image, "app")
        try room.scratch.file(
            FilePath("store/images/blobs/sha256/\(image.digest.hex)"),
            Array("{}".utf8)
        )
        #expect(throws: ImageError.self) { try room.images.collect() }
        try room.images.untag(try room.images.find("app"))
        #expect(try room.images.collect()?.blobs == 3)
    }
}

@Suite struct `A check of images` {
    @Test func `names what is damaged and which images cannot be used therefore`() throws {
        let room = try StoreRoom()
        let images = try ["a", "b"].map { try room.image($0) }
        try room.images.tag(images[0], "good")
        try room.images.tag(images[1], "bad")
        try room.images.tag(images[1], "bad:2")
        let bad = try room.images.find("bad")
        let layer = try #require(try room.images.details(of: bad).manifest.layers.first)
        let path = FilePath("store/images/blobs/sha256/\(layer.digest.hex)")
        try room.scratch.file(path, [UInt8](repeating: 0, count: Int(layer.size)))
        let outcome = try ImageCheck(room.images).run()
        #expect(outcome.blobs == 6)
        #expect(outcome.damages.map(\.blob.digest) == [layer.digest])
        #expect(outcome.damages.first?.images == ["bad:2", "bad:latest"])
        try ImageCheck(room.images).remove(outcome.damages)
        #expect(!room.content.contains(layer.digest))
        #expect(try ImageCheck(room.images).run().damages.map(\.reason) == ["is missing"])
        #expect(try ImageCheck(room.images).run([try room.images.find("good")]).damages == [])
    }
}
