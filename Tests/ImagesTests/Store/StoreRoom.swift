import Foundation
import HostSystem
import OCI
import SystemPackage

@testable import Images

/// A store of one test with its images.
struct StoreRoom {
    let room: LoaderRoom
    let content: ContentStore
    let images: ImageStore

    init() throws {
        room = try LoaderRoom()
        content = try ContentStore(room.session)
        images = ImageStore(content)
    }

    var scratch: Scratch { room.scratch }
    var store: FilePath { room.session.store.path }

    /// Puts an image of one small layer into the store.
    func image(_ word: String) throws -> Descriptor {
        let packer = LayerPacker(content)
        let layer = try packer.pack { writer in
            var writer = writer
            try writer.add(.file("word"), Array(word.utf8))
            try writer.finish()
        }
        let configuration = ImageConfiguration(
            platform: .host,
            config: ExecutionParameters(command: [word]),
            diffIDs: [],
            history: [HistoryEntry(createdBy: word)]
        )
        return try ImageWriter(content).write(configuration, layers: [layer])
    }

    /// The names of all blobs.
    func blobs() throws -> Set<String> {
        Set(try room.names("images/blobs/sha256"))
    }

    /// What unfinished work has left in the session.
    func leftovers() throws -> [String] {
        try room.session.directory.names().map(\.string).filter { $0 != "lock" }
    }
}

extension ImageStore {
    func tag(_ descriptor: Descriptor, _ name: String) throws {
        try tag(descriptor, as: try ImageReference(name), because: .tag)
    }
}

extension BlobWriter {
    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

extension ContentStore {
    /// All bytes of a blob.
    func bytes(_ digest: Digest) throws -> [UInt8] {
        try open(digest).readAll(limit: 1 << 28, name: "blob")
    }
}

/// Bytes that do not compress and are always the same.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
}
