import HostSystem
import OCI

/// Finds an image in an archive of `docker save`, old or new, or of `podman save`.
struct DockerArchiveReader {
    /// The archive.
    let content: any ImageContent

    /// Finds an image.
    ///
    /// - Parameter reference: Its name; nil where there is only one.
    /// - Returns: The image; its digest is that of the configuration, which Docker calls the image id.
    /// - Throws: `ImageError`.
    func image(_ reference: String?) throws(ImageError) -> ResolvedImage {
        let file = DockerArchiveEntry.fileName
        let bytes = try content.document(file)
        let images = try content.decode([DockerArchiveEntry].self, from: bytes, named: file)
        return try self.image(try choose(reference, from: images), named: reference)
    }

    /// An image of the list.
    ///
    /// - Parameters:
    ///   - image: As it is listed.
    ///   - reference: What messages call it.
    /// - Returns: The image; its digest is that of the configuration.
    /// - Throws: `ImageError`.
    func image(
        _ image: DockerArchiveEntry,
        named reference: String? = nil
    ) throws(ImageError) -> ResolvedImage {
        let configuration = try content.document(image.config)
        if let digest = Self.digest(in: image.config) {
            try content.check(configuration, of: image.config, against: digest)
        }
        var blobs: [(blob: Blob, descriptor: Descriptor?)] = []
        for name in image.layers {
            let blob = try content.blob(name)
            // The old form names layers freely; then only the uncompressed digest can be checked.
            let digest = name.hasPrefix("blobs/") ? Self.digest(in: name) : nil
            blobs.append(
                (blob, digest.map { Descriptor(mediaType: .layer, digest: $0, size: blob.size) })
            )
        }
        return try ResolvedImage(
            digest: .of(configuration),
            configuration: try content.decode(
                ImageConfiguration.self,
                from: configuration,
                named: image.config
            ),
            blobs: blobs,
            named: reference ?? content.name
        )
    }

    private func choose(
        _ reference: String?,
        from images: [DockerArchiveEntry]
    ) throws(ImageError) -> DockerArchiveEntry {
        let names = images.flatMap(\.repositoryTags)
        guard let reference else {
            guard images.count == 1 else { throw .noSuchImage(wanted: nil, available: names) }
            return images[0]
        }
        let wanted = Self.familiar(reference)
        let found = images.first { $0.repositoryTags.map(Self.familiar).contains(wanted) }
        guard let found else { throw .noSuchImage(wanted: reference, available: names) }
        return found
    }

    /// A name without what Docker adds to it, and with the tag that it takes for granted.
    private static func familiar(_ reference: String) -> String {
        var name = reference[...]
        for prefix in ["docker.io/library/", "docker.io/"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
            break
        }
        let last = name.split(separator: "/").last ?? name
        return last.contains(":") || last.contains("@") ? String(name) : "\(name):latest"
    }

    /// The digest in a file's name: `blobs/sha256/HEX` or `HEX.json`.
    private static func digest(in name: String) -> Digest? {
        let last = name.split(separator: "/").last ?? ""
        let hex = last.hasSuffix(".json") ? last.dropLast(".json".count) : last
        return try? Digest("sha256:\(hex)")
    }
}
