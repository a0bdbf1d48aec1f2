import HostSystem
import Images
import OCI

/// What an image consists of, read from the store: documents after those that they refer to, and blobs.
struct PushPlan: Sendable {
    /// A manifest or an index.
    struct Part: Sendable {
        let descriptor: Descriptor
        let bytes: [UInt8]
    }

    /// In the order in which a registry takes them; the last is the image itself.
    private(set) var documents: [Part] = []
    /// Layers and configurations, each once.
    private(set) var blobs: [Descriptor] = []

    private var seen: Set<Digest> = []

    /// How deep indexes in indexes may go; honest ones have two.
    private static let maximumDepth = 4

    /// Reads an image.
    ///
    /// - Parameters:
    ///   - root: Its manifest or index.
    ///   - content: The store.
    /// - Throws: `ImageError` where a part of it is missing.
    init(_ root: Descriptor, in content: ContentStore) throws(ImageError) {
        try add(root, content, depth: 0)
    }

    private mutating func add(
        _ descriptor: Descriptor,
        _ content: ContentStore,
        depth: Int
    ) throws(ImageError) {
        let name = "\(descriptor.digest)"
        guard depth < Self.maximumDepth else {
            throw .content(name: name, reason: "lies too deep in indexes of indexes")
        }
        guard content.contains(descriptor.digest) else {
            let platform = descriptor.platform.map { " for \($0)" } ?? ""
            throw .content(
                name: name,
                reason:
                    "\(platform) is not in the store; \"cuvette image pull --all-platforms\" brings all of an index"
            )
        }
        let bytes = try content.document(descriptor)
        switch try Self.document(bytes, descriptor) {
        case .manifest(let manifest):
            for blob in [manifest.config] + manifest.layers { try add(blob: blob, content) }
        case .index(let index):
            for child in index.manifests { try add(child, content, depth: depth + 1) }
        }
        guard seen.insert(descriptor.digest).inserted else { return }
        documents.append(Part(descriptor: descriptor, bytes: bytes))
    }

    private static func document(
        _ bytes: [UInt8],
        _ descriptor: Descriptor
    ) throws(ImageError) -> ImageDocument {
        do {
            return try ImageDocument(
                bytes,
                announcedAs: descriptor.mediaType,
                named: "\(descriptor.digest)"
            )
        } catch {
            throw .document(error)
        }
    }

    private mutating func add(blob: Descriptor, _ content: ContentStore) throws(ImageError) {
        guard seen.insert(blob.digest).inserted else { return }
        guard content.contains(blob.digest) else {
            throw .content(name: "\(blob.digest)", reason: "is not in the store")
        }
        blobs.append(blob)
    }
}
