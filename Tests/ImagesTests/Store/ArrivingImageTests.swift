import HostSystem
import OCI
import SystemPackage
import Testing

@testable import Images

@Suite struct `An image that is still arriving` {
    private struct Arrival {
        let room: StoreRoom
        let image: StoredImage
        let parts: [(descriptor: Descriptor, bytes: [UInt8])]

        init() throws {
            room = try StoreRoom()
            var fixture = ImageFixture()
            let parts = (0..<3).map { number in
                ImageFixture.Part(number == 1 ? .none : .gzip) { tar in
                    tar.directory("d")
                    for file in 0..<20 {
                        let text = String(repeating: "\(number) \(file) ", count: 2000)
                        tar.add("d/\(number)-\(file)", text)
                    }
                }
            }
            let descriptor = try fixture.image(parts)
            image = StoredImage(name: nil, descriptor: descriptor)
            var layers: [(Descriptor, [UInt8])] = []
            for part in parts {
                let bytes = part.stored
                layers.append(
                    (
                        Descriptor(
                            mediaType: part.mediaType,
                            digest: .of(bytes),
                            size: Int64(bytes.count)
                        ), bytes
                    )
                )
            }
            self.parts = layers
            let digests = layers.map(\.0.digest)
            for (name, bytes) in fixture.files where name.hasPrefix("blobs/") {
                guard !digests.contains(.of(bytes)) else { continue }
                try room.content.write(bytes, as: .manifest)
            }
        }

        func writers() throws -> [BlobWriter] {
            try parts.map { part in
                guard case .begun(let writer) = try room.content.resume(part.descriptor) else {
                    throw ImageError.interrupted
                }
                return writer
            }
        }

        func load() -> Task<LoadedImage, any Error> {
            let loader = ImageLoader(
                room.room.session,
                marks: ownMarks,
                content: room.content
            )
            let image = image
            return Task { try await loader.load(.stored(image)) }
        }
    }

    @Test func `is unpacked meanwhile`() async throws {
        let arrival = try Arrival()
        let writers = try arrival.writers()
        let loading = arrival.load()
        for (writer, part) in zip(writers, arrival.parts) {
            for start in stride(from: 0, to: part.bytes.count, by: 700) {
                try writer.write(Array(part.bytes[start..<min(start + 700, part.bytes.count)]))
                await Task.yield()
            }
            try writer.finish()
        }
        let image = try await loading.value
        #expect(image.snapshots.count == 3)
        #expect(image.snapshots.allSatisfy { TreeListing($0.path.string).paths.count == 22 })
    }

    @Test func `leaves no layer of a blob that turns out wrong`() async throws {
        let arrival = try Arrival()
        let writers = try arrival.writers()
        let loading = arrival.load()
        for (writer, part) in zip(writers, arrival.parts) {
            var bytes = part.bytes
            bytes[bytes.count / 2] ^= 1
            try writer.write(bytes)
            #expect(throws: ImageError.self) { try writer.finish() }
        }
        await #expect(throws: ImageError.self) { try await loading.value }
        #expect(try arrival.room.room.names("snapshots") == [])
    }

    @Test func `is given up where the rest does not come`() async throws {
        let arrival = try Arrival()
        var writers = try arrival.writers()
        let loading = arrival.load()
        try writers[0].write(Array(arrival.parts[0].bytes.prefix(100)))
        writers.removeAll()
        await #expect(throws: ImageError.self) { try await loading.value }
        #expect(try arrival.room.room.names("snapshots") == [])
        #expect(try arrival.room.room.names("partials").count == 3)
    }
}
