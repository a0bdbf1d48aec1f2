import HostSystem
package import Images
package import OCI

/// The layers of builds as an image that a registry keeps: what one machine has built, another need not build again.
///
/// It is an ordinary image whose label `io.cuvette.cache` names the key of each layer, so that any registry takes it.
package struct RemoteCache: Sendable {
    private let content: ContentStore
    private let marks: OverlayMarks

    private static let label = "io.cuvette.cache"

    /// The cache of a store.
    package init(_ content: ContentStore, marks: OverlayMarks) {
        self.content = content
        self.marks = marks
    }

    /// Makes an image of the layers of a build, those of stages that are not in its result too.
    ///
    /// - Parameters:
    ///   - layers: The layers that instructions gave, by their keys.
    ///   - compression: How new blobs are compressed.
    /// - Returns: The image's manifest, to be pushed.
    /// - Throws: `ImageError`, `OCIError`.
    package func image(of layers: [String: Snapshot], compression: LayerCompression) async throws
        -> Descriptor
    {
        let packer = LayerPacker(content, compression: compression)
        let sorted = layers.sorted { $0.key < $1.key }
        let content = content
        return try await offload {
            var packed: [PackedLayer] = []
            for (_, snapshot) in sorted { packed.append(try packer.pack(snapshot)) }
            let keys = try Document.encode(sorted.map(\.key))
            let configuration = ImageConfiguration(
                platform: .host,
                config: ExecutionParameters(
                    labels: [Self.label: String(decoding: keys, as: UTF8.self)]
                ),
                diffIDs: []
            )
            return try ImageWriter(content).write(configuration, layers: packed)
        }
    }

    /// Takes over the layers of a cache that was pulled, as far as they are not here.
    ///
    /// - Parameter descriptor: Its manifest; all its blobs are in the store.
    /// - Returns: How many layers came.
    /// - Throws: `ImageError`, `SystemError`, `OCIError` for an image that is no cache.
    @discardableResult
    package func take(_ descriptor: Descriptor) async throws -> Int {
        let content = content
        let marks = marks
        return try await offload {
            let details = try ImageStore(content).details(
                of: StoredImage(name: nil, descriptor: descriptor)
            )
            let labels = details.configuration.config?.labels ?? [:]
            guard let text = labels[Self.label] else {
                throw ImageError.content(name: "\(descriptor.digest)", reason: "is no build cache")
            }
            let keys = try Document.decode([String].self, from: Array(text.utf8), named: Self.label)
            let layers = details.manifest.layers
            let digests = details.configuration.rootfs.diffIDs
            guard keys.count == layers.count, digests.count == layers.count else {
                throw ImageError.content(name: "\(descriptor.digest)", reason: "is no build cache")
            }
            let cache = try BuildCache(content.session)
            let importer = LayerImport(content, marks: marks)
            var count = 0
            for (index, key) in keys.enumerated() where try Self.isNew(key, in: cache) {
                let name = try cache.freshName(key)
                let layer = try importer.snapshot(
                    of: layers[index],
                    diffID: digests[index],
                    as: name
                )
                try cache.keep(layer, as: key)
                count += 1
            }
            return count
        }
    }

    /// Whether a key is one of ours and has no layer here.
    private static func isNew(_ key: String, in cache: BuildCache) throws -> Bool {
        guard key.utf8.count == 64,
            key.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return false }
        return try cache.layer(key) == nil
    }
}
