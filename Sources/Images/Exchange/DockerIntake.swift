import HostSystem
import OCI

/// Takes in the images of an archive of `docker save` or `podman save` that is no layout.
///
/// The configuration stays as it is, byte for byte, so that the image keeps its id; the manifest is made anew.
struct DockerIntake {
    /// The archive.
    let source: any ImageContent
    /// Where the blobs go.
    let content: ContentStore

    /// Takes in all images of the archive.
    ///
    /// - Throws: `ImageError`.
    func take() throws(ImageError) -> [ImageIntake.Taken] {
        let file = DockerArchiveEntry.fileName
        let entries = try source.decode(
            [DockerArchiveEntry].self,
            from: try source.document(file),
            named: file
        )
        var taken: [ImageIntake.Taken] = []
        for entry in entries {
            var references: [ImageReference] = []
            for tag in entry.repositoryTags {
                do { references.append(try ImageReference(tag)) } catch { throw .document(error) }
            }
            taken.append(
                ImageIntake.Taken(descriptor: try take(entry), references: references)
            )
        }
        return taken
    }

    private func take(_ entry: DockerArchiveEntry) throws(ImageError) -> Descriptor {
        // Checks that the parts fit each other, and the digests that names promise.
        let image = try DockerArchiveReader(content: source).image(entry)
        let config = try content.write(try source.document(entry.config), as: .configuration)
        let layers = try SideBySide.map(image.layers) { (layer) throws(ImageError) in
            try take(layer)
        }
        let manifest = ImageManifest(config: config, layers: layers)
        do {
            return try content.write(try Document.encode(manifest), as: .manifest)
        } catch {
            throw .wrapping(error)
        }
    }

    private func take(_ layer: Layer) throws(ImageError) -> Descriptor {
        do {
            switch try Compression(of: layer.blob) {
            case .none:
                let descriptor = Descriptor(
                    mediaType: .layer,
                    digest: layer.diffID,
                    size: layer.blob.size
                )
                if content.contains(layer.diffID) { return descriptor }
                try content.copy(layer.blob, expecting: descriptor)
                return descriptor
            case .gzip: return try keep(layer, as: .layerGzip)
            case .zstd: return try keep(layer, as: .layerZstd)
            case .xz, .bzip2:
                // No image may hold it: the specification knows no type for it.
                let packed = try LayerPacker(content).pack { writer in
                    try LayerBytes(layer).read { try writer.addRaw($0) }
                }
                return packed.descriptor
            }
        } catch {
            throw .wrapping(error)
        }
    }

    private func keep(_ layer: Layer, as mediaType: MediaType) throws(ImageError) -> Descriptor {
        let made = try content.copy(layer.blob, expecting: layer.descriptor)
        return Descriptor(mediaType: mediaType, digest: made.digest, size: made.size)
    }
}
