import HostSystem
package import Images
package import OCI

/// Makes an image of the store of what a build gave.
///
/// The layers are packed now, each once in its life; an image that was made before of the same layers and configuration
/// is that image, so that a build from the cache gives the same digest and reads no file.
package struct ImageRecorder: Sendable {
    private let content: ContentStore
    private let compression: LayerCompression

    /// A recorder into a store.
    ///
    /// - Parameters:
    ///   - content: Where the blobs go.
    ///   - compression: How layers are compressed that no blob is of yet.
    package init(_ content: ContentStore, compression: LayerCompression) {
        self.content = content
        self.compression = compression
    }

    /// Records an image.
    ///
    /// - Parameters:
    ///   - built: What it is of.
    ///   - seconds: The time that it is of, in seconds since 1970; nil for now.
    /// - Returns: Its manifest, which nothing names yet.
    /// - Throws: `ImageError`, `SystemError`; `BuildFailure.cancelled` where the task was cancelled meanwhile.
    package func record(_ built: BuiltStage, time seconds: Int64?) async throws -> Descriptor {
        let cache = try BuildCache(content.session)
        let key = "image-\(built.key)"
        if let known = Self.descriptor(cache.note(key)), content.contains(known.digest) {
            return known
        }
        let layers = try await pack(built.layers)
        var configuration = built.configuration
        let time = seconds.map { UTCTime.text(seconds: $0) } ?? UTCTime.now
        configuration.created = time
        configuration.history = (configuration.history ?? []).map { entry in
            var dated = entry
            dated.created = entry.created ?? time
            return dated
        }
        let content = content
        let image = configuration
        let made = try await offload { try ImageWriter(content).write(image, layers: layers) }
        let note = String(decoding: try Document.encode(made), as: UTF8.self)
        try cache.keep(note: note, as: key)
        return made
    }

    private static func descriptor(_ text: String?) -> Descriptor? {
        guard let text else { return nil }
        // A note that was cut short by a crash is none.
        return try? Document.decode(Descriptor.self, from: Array(text.utf8), named: "a note")
    }

    /// Packs layers until the task is cancelled.
    private func pack(_ snapshots: [Snapshot]) async throws -> [PackedLayer] {
        let interruption = Interruption()
        let packer = LayerPacker(content, compression: compression, interruption: interruption)
        do {
            return try await withTaskCancellationHandler {
                try await pack(snapshots, packer)
            } onCancel: {
                interruption.request()
            }
        } catch ImageError.interrupted {
            throw BuildFailure.cancelled
        }
    }

    /// Packs layers, two at a time.
    private func pack(_ snapshots: [Snapshot], _ packer: LayerPacker) async throws
        -> [PackedLayer]
    {
        try await withThrowingTaskGroup(of: (Int, PackedLayer).self) { group in
            var packed: [Int: PackedLayer] = [:]
            for (index, snapshot) in snapshots.enumerated() {
                if index >= 2, let (done, layer) = try await group.next() { packed[done] = layer }
                group.addTask { (index, try await offload { try packer.pack(snapshot) }) }
            }
            for try await (done, layer) in group { packed[done] = layer }
            return snapshots.indices.compactMap { packed[$0] }
        }
    }
}
