package import OCI

/// All blobs that an image consists of: indexes and manifests, configurations and layers.
package struct ImageClosure: Sendable, Hashable {
    /// Those that are in the store, documents before what they refer to, each once.
    package private(set) var present: [Descriptor] = []
    /// Those that are not: of an index, what was not pulled.
    package private(set) var missing: [Descriptor] = []
    private var seen: Set<Digest> = []

    /// Walks through the documents of images.
    ///
    /// - Parameters:
    ///   - roots: Manifests and indexes.
    ///   - content: Where they are.
    /// - Throws: `ImageError` for a document that is damaged.
    package init(of roots: [Descriptor], in content: ContentStore) throws(ImageError) {
        for root in roots { try walk(root, content, depth: 0) }
    }

    /// Whether nothing is missing.
    package var isComplete: Bool { missing.isEmpty }

    /// The digests of all blobs, there or not.
    var digests: Set<Digest> { seen }

    private mutating func walk(
        _ descriptor: Descriptor,
        _ content: ContentStore,
        depth: Int
    ) throws(ImageError) {
        guard seen.insert(descriptor.digest).inserted else { return }
        guard content.contains(descriptor.digest) else { return missing.append(descriptor) }
        present.append(descriptor)
        let isDocument = descriptor.mediaType.isIndex || descriptor.mediaType.isManifest
        guard isDocument, depth < ImageIndex.maximumDepth else { return }
        let document: ImageDocument
        // What another document says of its size does not matter to whoever keeps or takes away.
        var found = descriptor
        do { found.size = try content.size(of: descriptor.digest) ?? descriptor.size } catch {
            throw .system(error)
        }
        let bytes = try content.document(found)
        do {
            document = try ImageDocument(
                bytes,
                announcedAs: descriptor.mediaType,
                named: "\(descriptor.digest)"
            )
        } catch {
            throw .document(error)
        }
        let children =
            switch document {
            case .index(let index): index.manifests
            case .manifest(let manifest): [manifest.config] + manifest.layers
            }
        for child in children { try walk(child, content, depth: depth + 1) }
    }
}
