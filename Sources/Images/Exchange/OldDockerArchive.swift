import OCI

/// The archive that `docker save` wrote before version 25: `ID.json`, a folder with `layer.tar` for each layer, and the
/// lists `manifest.json` and `repositories`.
///
/// Source: Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
struct OldDockerArchive {
    /// Where the blobs are.
    let content: ContentStore

    /// Writes images, each for one platform.
    ///
    /// - Parameters:
    ///   - images: Their descriptors are manifests.
    ///   - writer: Where the entries go; not ended.
    /// - Throws: `ImageError`, and what the writer throws.
    func write(_ images: [SavedImage], to writer: inout TarWriter) throws {
        let reader = LayoutReader(content: StoreContent(content), platform: .host)
        var entries: [DockerArchiveEntry] = []
        var repositories: [String: [String: String]] = [:]
        var written: Set<String> = []
        for image in images {
            let resolved = try reader.image(image.descriptor)
            let manifest = try reader.manifest(of: image.descriptor).1
            let config = "\(manifest.config.digest.hex).json"
            if written.insert(config).inserted {
                try writer.add(.file(config), try content.document(manifest.config))
            }
            for layer in resolved.layers where written.insert(layer.diffID.hex).inserted {
                try write(layer, to: &writer)
            }
            let layers = resolved.layers.map { "\($0.diffID.hex)/layer.tar" }
            let tags = image.reference.flatMap { $0.tag == nil ? nil : $0.familiar }
            if let name = image.reference?.familiarName, let tag = image.reference?.tag {
                repositories[name, default: [:]][tag] = resolved.layers.last?.diffID.hex ?? ""
            }
            entries.append(
                DockerArchiveEntry(
                    config: config,
                    repositoryTags: tags.map { [$0] } ?? [],
                    layers: layers
                )
            )
        }
        try writer.add(.file(DockerArchiveEntry.fileName), try Document.encode(entries))
        guard !repositories.isEmpty else { return }
        try writer.add(.file("repositories"), try Document.encode(repositories))
    }

    private func write(_ layer: Layer, to writer: inout TarWriter) throws {
        let folder = layer.diffID.hex
        try writer.begin(.folder("\(folder)/"))
        try writer.add(.file("\(folder)/VERSION"), Array("1.0".utf8))
        try writer.add(.file("\(folder)/json"), Array(#"{"id":"\#(folder)"}"#.utf8))
        var entry = TarWriter.Entry.file("\(folder)/layer.tar")
        // The header comes before the data, so the size has to be known: the layer is read twice.
        entry.size = try LayerBytes(layer).count()
        try writer.begin(entry)
        try LayerBytes(layer).read { try writer.add($0) }
        try writer.pad()
    }
}

/// The uncompressed bytes of a layer, checked at their end.
struct LayerBytes {
    private let layer: Layer

    /// The bytes of a layer.
    init(_ layer: Layer) {
        self.layer = layer
    }

    /// How many there are.
    func count() throws -> Int64 {
        var count: Int64 = 0
        try read { count += Int64($0.count) }
        return count
    }

    /// Gives them to somebody, in order.
    ///
    /// - Throws: `ImageError` where they are not those that the configuration names, and what the sink throws.
    func read(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        do {
            let stream = try LayerStream(
                layer,
                maximumBytes: LayerLimits().bytes,
                Interruption()
            )
            while true {
                let piece = try stream.next()
                if piece.isEmpty { break }
                try sink(piece)
            }
            try stream.verify()
        } catch let fault as LayerFault {
            throw ImageError.layer(diffID: layer.diffID, .whole, fault)
        }
    }
}
