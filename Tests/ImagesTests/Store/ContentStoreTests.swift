import Dispatch
import Glibc
import HostSystem
import OCI
import Synchronization
import SystemPackage
import Testing

@testable import Images

@Suite struct `A blob of the store` {
    private let bytes = noise(300_000)
    private var descriptor: Descriptor {
        Descriptor(mediaType: .layer, digest: .of(bytes), size: Int64(bytes.count))
    }

    private func begun(_ content: ContentStore) throws -> BlobWriter {
        guard case .begun(let writer) = try content.resume(descriptor) else {
            throw ImageError.interrupted
        }
        return writer
    }

    @Test func `is there under its digest once it is whole`() throws {
        let room = try StoreRoom()
        let writer = try room.content.writer(expecting: descriptor)
        try writer.write(Array(bytes[..<1000]))
        #expect(room.content.contains(descriptor.digest) == false)
        try writer.write(Array(bytes[1000...]))
        try writer.finish()
        #expect(try room.content.bytes(descriptor.digest) == bytes)
        #expect(try room.blobs() == [descriptor.digest.hex])
        #expect(try room.leftovers() == [])
    }

    @Test func `of other bytes is refused, and nothing of it stays`() throws {
        let room = try StoreRoom()
        let wrong = try room.content.writer(expecting: descriptor)
        try wrong.write([UInt8](repeating: 7, count: bytes.count))
        #expect(throws: ImageError.self) { try wrong.finish() }
        let short = try room.content.writer(expecting: descriptor)
        try short.write([1, 2, 3])
        #expect(throws: ImageError.self) { try short.finish() }
        #expect(try room.blobs() == [])
        #expect(try room.leftovers() == [])
    }

    @Test func `is refused with the first byte that is too many`() throws {
        let room = try StoreRoom()
        let writer = try room.content.writer(expecting: descriptor)
        try writer.write(bytes)
        #expect(throws: ImageError.self) { try writer.write([0]) }
    }

    @Test func `is gone on with where its writer was killed`() throws {
        let room = try StoreRoom()
        try begun(room.content).write(Array(bytes[..<100_000]))
        let writer = try begun(room.content)
        #expect(writer.size == 100_000)
        try writer.write(Array(bytes[100_000...]))
        try writer.finish()
        #expect(try room.content.bytes(descriptor.digest) == bytes)
        #expect(try room.room.names("partials") == [])
        guard case .present = try room.content.resume(descriptor) else {
            Issue.record("not there")
            return
        }
    }

    /// A process that is being started has copies of all descriptors until it runs its program.
    @Test func `is gone on with although somebody has a copy of its writer's descriptor`() throws {
        let room = try StoreRoom()
        var writer: BlobWriter? = try begun(room.content)
        try writer?.write(Array(bytes[..<1000]))
        let name = "\(room.store)/partials/sha256-\(descriptor.digest.hex)"
        let copies = Self.copiedDescriptors(of: name)
        defer { for copy in copies { close(copy) } }
        #expect(copies.count > 0)
        writer = nil
        #expect(try begun(room.content).size == 1000)
    }

    private static func copiedDescriptors(of path: String) -> [Int32] {
        (0..<4096).compactMap { (number: Int32) -> Int32? in
            var target = [UInt8](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\(number)", &target, target.count)
            guard count > 0, String(decoding: target[..<count], as: UTF8.self) == path else {
                return nil
            }
            return fcntl(number, F_DUPFD_CLOEXEC, 0)
        }
    }

    @Test func `is begun anew where what was there of it is wrong`() throws {
        let room = try StoreRoom()
        try begun(room.content).write([UInt8](repeating: 9, count: 1000))
        let writer = try begun(room.content)
        try writer.write(Array(bytes[1000...]))
        #expect(throws: ImageError.self) { try writer.finish() }
        #expect(try room.room.names("partials") == [])
        let second = try begun(room.content)
        #expect(second.size == 0)
        try second.write(bytes)
        try second.finish()
    }

    @Test func `can be sent from its first byte again`() throws {
        let room = try StoreRoom()
        try begun(room.content).write(Array(bytes[..<5000]))
        let writer = try begun(room.content)
        writer.restart()
        try writer.write(bytes)
        try writer.finish()
        #expect(try room.content.bytes(descriptor.digest) == bytes)
    }

    @Test func `is written by one at a time`() throws {
        let room = try StoreRoom()
        let first = try begun(room.content)
        guard case .busy = try room.content.resume(descriptor) else {
            Issue.record("two write it")
            return
        }
        withExtendedLifetime(first) {}
    }

    @Test func `that is there is not taken for one of another size`() throws {
        let room = try StoreRoom()
        let writer = try begun(room.content)
        try writer.write(bytes)
        try writer.finish()
        let wrong = Descriptor(mediaType: .layer, digest: descriptor.digest, size: 3)
        #expect(throws: ImageError.self) { _ = try room.content.resume(wrong) }
    }

    @Test func `is begun by one of many who want it at the same moment`() throws {
        let room = try StoreRoom()
        for round in 0..<300 {
            let bytes = Array("blob \(round)".utf8)
            let wanted = Descriptor(
                mediaType: .layer,
                digest: .of(bytes),
                size: Int64(bytes.count)
            )
            let begun = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                do {
                    let content = try ContentStore(room.room.session)
                    while true {
                        switch try content.resume(wanted) {
                        case .present: return
                        case .busy: continue
                        case .begun(let writer):
                            begun.withLock { $0 += 1 }
                            try writer.write(bytes)
                            try writer.finish()
                        }
                    }
                } catch {
                    Issue.record(error)
                }
            }
            #expect(begun.withLock { $0 } == 1)
        }
        #expect(try room.room.names("partials") == [])
    }

    @Test func `is read while it arrives`() async throws {
        let room = try StoreRoom()
        let writer = try begun(room.content)
        let blob = try #require(try room.content.blob(descriptor.digest))
        let reading = Task {
            try await offload { try BlobStream(blob, hashing: .sha256).finish() }
        }
        for start in stride(from: 0, to: bytes.count, by: 50_000) {
            try writer.write(Array(bytes[start..<start + 50_000]))
        }
        try writer.finish()
        #expect(try await reading.value == descriptor.digest)
    }

    @Test func `that does not arrive keeps nobody waiting`() async throws {
        let room = try StoreRoom()
        var writer: BlobWriter? = try begun(room.content)
        let blob = try #require(try room.content.blob(descriptor.digest))
        let reading = Task { try await offload { try BlobStream(blob).finish() } }
        try writer?.write(Array(bytes[..<5000]))
        writer = nil
        await #expect(throws: (any Error).self) { try await reading.value }
    }

    @Test func `is never reached through a name that is no digest`() throws {
        let room = try StoreRoom()
        let content = StoreContent(room.content)
        for name in ["blobs/sha256/../../index.json", "../lock", "blobs/sha256/x", "index.json"] {
            let found = try content.find(name)
            #expect(found == nil)
        }
    }
}
