package import Images
package import OCI

/// Gives images by name: those of the store, and others from registries, as the policy says.
package struct ImageProvider: Sendable {
    private let session: Session
    private let marks: OverlayMarks
    private let means: RegistryMeans
    private let policy: PullPolicy
    private let platform: Platform?
    private let observer: any TransferObserver

    /// A provider for one session.
    ///
    /// - Parameters:
    ///   - session: In whose store images are.
    ///   - marks: `trusted` for root of the host, `user` for root of a user namespace.
    ///   - means: How registries are spoken to.
    ///   - policy: When they are.
    ///   - platform: What images are to run on; nil for the host's.
    ///   - observer: Is told what goes on.
    package init(
        _ session: Session,
        marks: OverlayMarks,
        means: RegistryMeans,
        policy: PullPolicy,
        platform: Platform? = nil,
        observer: any TransferObserver
    ) {
        self.session = session
        self.marks = marks
        self.means = means
        self.policy = policy
        self.platform = platform
        self.observer = observer
    }

    /// The image of a name, unpacked.
    ///
    /// - Parameter name: A name, normalised or short, or the beginning of the digest of an image of the store.
    /// - Returns: The image.
    /// - Throws: `OCIError` for what is no name, `RegistryError`, `ImageError`.
    package func image(_ name: String) async throws -> LoadedImage {
        let images = ImageStore(try ContentStore(session))
        let reference: ImageReference
        do {
            reference = try means.settings.reference(name)
        } catch {
            // 64 digits are no name; here they may be the digest of an image.
            guard let stored = try identified(name, in: images) else { throw error }
            return try await load(stored, images)
        }
        if policy != .always {
            let stored = try images.image(reference) ?? identified(name, in: images)
            if let stored { return try await load(stored, images) }
        }
        guard policy != .never else {
            throw RegistryError(
                .notFound,
                "there is no image \"\(reference.familiar)\" in the store",
                hint:
                    "\"cuvette image pull \(reference.familiar)\" brings it here; the pull policy \"never\" does not"
            )
        }
        return try await pull(reference, images)
    }

    private func load(_ stored: StoredImage, _ images: ImageStore) async throws -> LoadedImage {
        try await ImageLoader(
            session,
            marks: marks,
            platform: platform ?? .host,
            content: images.content
        ).load(.stored(stored))
    }

    private func pull(
        _ reference: ImageReference,
        _ images: ImageStore
    ) async throws -> LoadedImage {
        try await withRegistries(means.access(telling: observer)) { access in
            let puller = ImagePuller(access, into: images, marks: marks)
            let platforms = platform.map { PullRequest.Platforms.one($0) } ?? .host
            let pulled = try await puller.pull(PullRequest(reference, platforms: platforms))
            if let loaded = pulled.loaded { return loaded }
            // It is for another platform; that it may run all the same is for the kernel to say.
            let stored = StoredImage(name: nil, descriptor: pulled.descriptor)
            return try await load(stored, images)
        }
    }

    /// The image whose id begins with what was written; nil where there is none.
    private func identified(_ text: String, in images: ImageStore) throws -> StoredImage? {
        let digits = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
        guard (6...64).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        do throws(ImageError) {
            return try images.find(digits)
        } catch .noSuchImage {
            return nil
        } catch {
            throw error
        }
    }
}
