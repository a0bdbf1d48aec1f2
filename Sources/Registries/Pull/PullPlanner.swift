import Images
import OCI

/// Reads the documents of an image, from the registry or from the store where they are there already.
struct PullPlanner: Sendable {
    /// Where the image is.
    let repository: RegistryRepository
    /// What is there already.
    let content: ContentStore
    /// What the image is to run on; nil for all platforms that there are.
    let platform: Platform?

    /// How deep indexes in indexes may go; honest ones have two.
    private static let maximumDepth = 4
    /// The most documents of one image; an index of all platforms has some dozen.
    private static let maximumDocuments = 256
    /// The most layers of a manifest: overlayfs stacks no more.
    private static let maximumLayers = 500

    /// Finds out what has to be fetched.
    ///
    /// - Parameters:
    ///   - reference: The image as the registry calls it.
    ///   - mayBeKnown: Whether it is worth asking for the digest of a tag first, since the image may be there.
    /// - Returns: The plan.
    /// - Throws: `RegistryError`, `ImageError`.
    func plan(_ reference: ImageReference, mayBeKnown: Bool) async throws -> PullPlan {
        let first = try await document(reference, mayBeKnown: mayBeKnown)
        var collection = Collection()
        let root =
            if platform != nil {
                try await choose(first, depth: 0)
            } else {
                first
            }
        try await collect(root, into: &collection, depth: 0)
        return PullPlan(
            root: root.descriptor,
            documents: collection.documents,
            manifests: collection.manifests
        )
    }

    private struct Collection {
        var documents: [RegistryRepository.Received] = []
        var manifests: [(descriptor: Descriptor, manifest: ImageManifest)] = []
    }

    // MARK: Documents

    private func document(
        _ reference: ImageReference,
        mayBeKnown: Bool
    ) async throws -> RegistryRepository.Received {
        if let digest = reference.digest {
            if let known = try known(digest) { return known }
        } else if mayBeKnown, let digest = try await repository.digest(of: reference.target),
            let known = try known(digest)
        {
            return known
        }
        return try await repository.manifest(reference.target)
    }

    /// A document that is in the store.
    private func known(_ digest: Digest) throws -> RegistryRepository.Received? {
        guard let size = try content.size(of: digest), size <= Int64(Document.maximumBytes) else {
            return nil
        }
        let any = Descriptor(mediaType: .manifest, digest: digest, size: size)
        let bytes = try content.document(any)
        let name = "the manifest \(digest.short) of the store"
        // A layer may have been named in place of a manifest; then the registry will say so.
        guard let document = try? ImageDocument(bytes, announcedAs: nil, named: name) else {
            return nil
        }
        return RegistryRepository.Received(
            descriptor: Descriptor(mediaType: document.type, digest: digest, size: size),
            bytes: bytes,
            content: document
        )
    }

    private func document(_ descriptor: Descriptor) async throws -> RegistryRepository.Received {
        if let known = try known(descriptor.digest) { return known }
        return try await repository.manifest(descriptor.digest.description, expecting: descriptor)
    }

    // MARK: Choosing

    /// Follows the index down to the manifest of the platform.
    private func choose(
        _ document: RegistryRepository.Received,
        depth: Int
    ) async throws -> RegistryRepository.Received {
        guard case .index(let index) = document.content, let platform else { return document }
        try checkDepth(depth)
        switch index.manifests.best(for: platform) {
        case .one(let descriptor):
            return try await choose(try await self.document(descriptor), depth: depth + 1)
        case .none(let available):
            throw ImageError.noPlatform(wanted: platform, available: available)
        case .unclear(let digests):
            throw ImageError.noSuchImage(wanted: nil, available: digests.map(\.description))
        }
    }

    private func collect(
        _ document: RegistryRepository.Received,
        into collection: inout Collection,
        depth: Int
    ) async throws {
        switch document.content {
        case .manifest(let manifest):
            try check(manifest)
            collection.manifests.append((document.descriptor, manifest))
        case .index(let index):
            try checkDepth(depth)
            for descriptor in index.manifests {
                guard collection.documents.count < Self.maximumDocuments else {
                    throw tooMuch("it has more than \(Self.maximumDocuments) manifests")
                }
                let next = try await self.document(descriptor)
                try await collect(next, into: &collection, depth: depth + 1)
            }
        }
        collection.documents.append(document)
    }

    private func checkDepth(_ depth: Int) throws(RegistryError) {
        guard depth < Self.maximumDepth else {
            throw tooMuch("it lies too deep in indexes of indexes")
        }
    }

    private func tooMuch(_ reason: String) -> RegistryError {
        RegistryError(.malformed, "cannot take the image of \(repository.title): \(reason)")
    }

    private func check(_ manifest: ImageManifest) throws(RegistryError) {
        guard manifest.config.mediaType.isConfiguration || platform == nil else {
            let type = manifest.artifactType ?? manifest.config.mediaType.rawValue
            throw RegistryError(
                .malformed,
                "\(repository.title) is no image that can be run, but of type \(type)"
            )
        }
        guard manifest.layers.count <= Self.maximumLayers else {
            throw tooMuch("it has \(manifest.layers.count) layers; overlayfs takes 500")
        }
        guard manifest.config.size <= Int64(Document.maximumBytes) else {
            throw tooMuch("its configuration is larger than \(Document.maximumBytes) bytes")
        }
        guard (manifest.layers + [manifest.config]).allSatisfy({ $0.size >= 0 }) else {
            throw tooMuch("a blob of it has a negative size")
        }
    }
}

extension ImageDocument {
    /// The type that it says it is of, or the one that its shape says.
    fileprivate var type: MediaType {
        switch self {
        case .manifest(let manifest): manifest.mediaType ?? .manifest
        case .index(let index): index.mediaType ?? .index
        }
    }
}
