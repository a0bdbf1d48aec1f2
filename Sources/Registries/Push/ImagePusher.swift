import HostSystem
package import Images
package import OCI

/// Brings images of the store to registries.
///
/// Source: OCI distribution-spec 1.1, "Push".
package struct ImagePusher: Sendable {
    private let access: RegistryAccess
    private let images: ImageStore

    /// How many blobs are uploaded at once.
    private static let width = 4

    /// A pusher.
    ///
    /// - Parameters:
    ///   - access: The way to registries.
    ///   - images: Where the images are.
    package init(_ access: RegistryAccess, from images: ImageStore) {
        self.access = access
        self.images = images
    }

    /// Pushes an image.
    ///
    /// - Parameters:
    ///   - descriptor: Its manifest or index.
    ///   - reference: What it is to be called there; where it has a digest, that must be the image's.
    /// - Throws: `RegistryError`, `ImageError`, `OCIError`, `CancellationError`.
    package func push(_ descriptor: Descriptor, as reference: ImageReference) async throws {
        guard let home = try access.settings.home(of: reference) else {
            throw ImagePuller.blocked(reference, access)
        }
        if let digest = reference.digest, digest != descriptor.digest {
            throw RegistryError(
                .settings,
                "the image is \(descriptor.digest), so it cannot be pushed as \(reference)"
            )
        }
        let plan = try PushPlan(descriptor, in: images.content)
        let repository = access.repository(at: home)
        access.observer.observe(
            .planned(reference: reference, place: repository.title, blobs: plan.blobs)
        )
        if try await repository.hasManifest(descriptor.digest) {
            for blob in plan.blobs { access.observer.observe(.present(blob.digest)) }
        } else {
            try await upload(plan, to: repository, home.reference.registry)
        }
        try await write(plan, to: repository, as: home.reference)
    }

    private func upload(
        _ plan: PushPlan,
        to repository: RegistryRepository,
        _ registry: String
    ) async throws {
        let neighbours = try neighbours(of: repository, registry)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, blob) in plan.blobs.enumerated() {
                if index >= Self.width { try await group.next() }
                let upload = BlobUpload(
                    repository: repository,
                    descriptor: blob,
                    content: images.content,
                    neighbours: neighbours[blob.digest] ?? [],
                    observer: access.observer
                )
                group.addTask { try await upload.run() }
            }
            try await group.waitForAll()
        }
    }

    private func write(
        _ plan: PushPlan,
        to repository: RegistryRepository,
        as reference: ImageReference
    ) async throws {
        for document in plan.documents.dropLast() {
            try await repository.putManifest(
                document.bytes,
                document.descriptor,
                as: "\(document.descriptor.digest)"
            )
        }
        guard let last = plan.documents.last else { return }
        let target = reference.tag ?? "\(last.descriptor.digest)"
        try await repository.putManifest(last.bytes, last.descriptor, as: target)
    }

    /// The other repositories of the registry whose images are in the store too: they have these blobs already.
    private func neighbours(
        of repository: RegistryRepository,
        _ registry: String
    ) throws -> [Digest: [String]] {
        var neighbours: [Digest: [String]] = [:]
        for image in try images.all() {
            guard let reference = image.reference,
                let home = try access.settings.home(of: reference)?.reference,
                home.registry == registry, home.repository != repository.name
            else { continue }
            // An image that is damaged is no reason not to push another.
            guard let plan = try? PushPlan(image.descriptor, in: images.content) else { continue }
            for blob in plan.blobs where neighbours[blob.digest]?.contains(home.repository) != true
            {
                neighbours[blob.digest, default: []].append(home.repository)
            }
        }
        return neighbours
    }
}
