import HostSystem
import OCI

/// Finds an image in an OCI image layout: by its name, then by the platform.
///
/// Source: OCI image-spec 1.1, image-layout.md.
struct LayoutReader {
    /// The layout.
    let content: any ImageContent
    /// What the image is to run on.
    let platform: Platform

    /// Finds an image.
    ///
    /// - Parameter tag: Its name in the layout; nil where there is only one.
    /// - Returns: The image.
    /// - Throws: `ImageError`.
    func image(_ tag: String?) throws(ImageError) -> ResolvedImage {
        let index = try content.layoutIndex()
        let (descriptor, manifest) = try choose(
            from: try named(tag, in: index.manifests),
            depth: 0
        )
        return try resolve(manifest, descriptor)
    }

    /// The image of a descriptor that is known: a manifest, or an index of manifests.
    ///
    /// - Parameter descriptor: Whatever platform it names; it was asked for by itself.
    /// - Returns: The image.
    /// - Throws: `ImageError`.
    func image(_ descriptor: Descriptor) throws(ImageError) -> ResolvedImage {
        let (chosen, manifest) = try manifest(of: descriptor)
        return try resolve(manifest, chosen)
    }

    /// The manifest of a descriptor that is known, for the platform.
    func manifest(
        of descriptor: Descriptor
    ) throws(ImageError) -> (Descriptor, ImageManifest) {
        var named = descriptor
        named.platform = nil
        return try choose(from: [named], depth: 0)
    }

    // MARK: Choosing

    private func named(
        _ tag: String?,
        in descriptors: [Descriptor]
    ) throws(ImageError) -> [Descriptor] {
        let images = descriptors.filter { !$0.isAttestation }
        guard let tag else {
            let names = Set(images.map(\.imageName))
            let isOne = names.count <= 1 || Set(images.map(\.digest)).count == 1
            guard isOne else {
                throw .noSuchImage(wanted: nil, available: names.compactMap(\.self).sorted())
            }
            return images
        }
        let found = images.filter { $0.referenceName == tag || $0.imageName == tag }
        guard !found.isEmpty else {
            let names = Set(images.compactMap(\.imageName))
            throw .noSuchImage(wanted: tag, available: names.sorted())
        }
        return found
    }

    /// Follows the descriptor that fits the platform, down to a manifest.
    private func choose(
        from descriptors: [Descriptor],
        depth: Int
    ) throws(ImageError) -> (Descriptor, ImageManifest) {
        let best = try bestFit(of: descriptors)
        switch try content.imageDocument(best, depth: depth).document {
        case .manifest(let manifest): return (best, manifest)
        case .index(let index): return try choose(from: index.manifests, depth: depth + 1)
        }
    }

    private func bestFit(of descriptors: [Descriptor]) throws(ImageError) -> Descriptor {
        switch descriptors.best(for: platform) {
        case .one(let descriptor): return descriptor
        case .unclear(let digests):
            throw .noSuchImage(wanted: nil, available: digests.map(\.description))
        case .none(let available): throw .noPlatform(wanted: platform, available: available)
        }
    }

    // MARK: Putting together

    private func resolve(
        _ manifest: ImageManifest,
        _ descriptor: Descriptor
    ) throws(ImageError) -> ResolvedImage {
        let name = "\(descriptor.digest)"
        guard manifest.config.mediaType.isConfiguration else {
            let reason = "is no image that can be run, but of type \(manifest.config.mediaType)"
            throw .content(name: name, reason: reason)
        }
        let configuration = try content.decode(
            ImageConfiguration.self,
            from: try content.document(manifest.config),
            named: ImageLayout.path(of: manifest.config.digest)
        )
        var blobs: [(blob: Blob, descriptor: Descriptor?)] = []
        for layer in manifest.layers {
            guard layer.mediaType.isLayer else {
                let reason = "has a layer of type \(layer.mediaType), which cannot be unpacked"
                throw .content(name: name, reason: reason)
            }
            blobs.append((try content.blob(ImageLayout.path(of: layer.digest)), layer))
        }
        return try ResolvedImage(
            digest: descriptor.digest,
            configuration: configuration,
            blobs: blobs,
            areVerified: content.isVerified,
            named: name
        )
    }
}

extension Descriptor {
    /// The name of the image: the whole one where containerd and Docker leave it beside the bare tag.
    fileprivate var imageName: String? {
        annotations?["io.containerd.image.name"] ?? referenceName
    }
}
