import HostSystem
package import Images
import OCI

/// Brings images from registries into the store: mirrors first, layers side by side, each unpacked while it arrives.
///
/// Source: OCI distribution-spec 1.1, "Pull".
package struct ImagePuller: Sendable {
    private let access: RegistryAccess
    private let images: ImageStore
    private let marks: OverlayMarks

    /// A puller.
    ///
    /// - Parameters:
    ///   - access: The way to registries.
    ///   - images: Where images go.
    ///   - marks: `trusted` for root of the host, `user` for root of a user namespace.
    package init(_ access: RegistryAccess, into images: ImageStore, marks: OverlayMarks) {
        self.access = access
        self.images = images
        self.marks = marks
    }

    /// Pulls an image and lets its name mean it.
    ///
    /// - Parameter request: What is wanted.
    /// - Returns: What came.
    /// - Throws: `RegistryError`, `ImageError`, `OCIError`, `CancellationError`. What has been downloaded then is gone
    ///   on with the next time.
    package func pull(_ request: PullRequest) async throws -> PulledImage {
        let places = try access.settings.places(of: request.reference)
        guard let last = places.last else { throw Self.blocked(request.reference, access) }
        var failures: [String] = []
        for place in places.dropLast() {
            do {
                return try await pull(request, from: place)
            } catch let error as RegistryError {
                let note = "the mirror \(place.reference.registry) did not help: \(error)"
                access.observer.observe(.note(note))
                failures.append(note)
            }
        }
        do {
            return try await pull(request, from: last)
        } catch let error as RegistryError {
            throw error.noting(failures)
        }
    }

    /// The refusal of a name that the settings block.
    static func blocked(_ reference: ImageReference, _ access: RegistryAccess) -> RegistryError {
        RegistryError(
            .settings,
            "\(reference.familiarName) is blocked",
            hint: access.settings.file.map { "\"blocked: true\" in \($0) says so" }
        )
    }

    private func pull(
        _ request: PullRequest,
        from place: RegistryPlace
    ) async throws -> PulledImage {
        let repository = access.repository(at: place)
        let planner = PullPlanner(
            repository: repository,
            content: images.content,
            platform: request.platforms.single
        )
        let known = try images.image(request.reference)
        let plan = try await planner.plan(place.reference, mayBeKnown: known != nil)
        access.observer.observe(
            .planned(
                reference: request.reference,
                place: repository.title,
                blobs: plan.layers + plan.configurations
            )
        )
        let missing = try missing(of: plan)
        let loaded = try await fetch(plan, request, repository)
        if known?.descriptor.digest != plan.root.digest {
            try images.tag(plan.root, as: request.reference, because: .pull)
        }
        return PulledImage(
            descriptor: plan.root,
            place: place,
            isNew: missing || known?.descriptor.digest != plan.root.digest,
            loaded: loaded
        )
    }

    private func missing(of plan: PullPlan) throws -> Bool {
        (plan.layers + plan.configurations).contains { !images.content.contains($0.digest) }
    }

    private func fetch(
        _ plan: PullPlan,
        _ request: PullRequest,
        _ repository: RegistryRepository
    ) async throws -> LoadedImage? {
        let fetch = ImageFetch(
            repository: repository,
            content: images.content,
            observer: access.observer
        )
        try await fetch.documents(of: plan)
        let own = try checkPlatform(of: plan, request)
        let loader = ImageLoader(
            images.content.session,
            marks: marks,
            platform: own ?? .host,
            content: images.content
        )
        let isUnpacked = request.isUnpacked && own != nil
        do {
            return try await fetch.layers(of: plan, unpackedBy: isUnpacked ? loader : nil)
        } catch is BlobFetch.StaleStart {
            // What was left by an earlier pull did not fit, and is gone now.
            return try await fetch.layers(of: plan, unpackedBy: isUnpacked ? loader : nil)
        }
    }

    /// The platform to unpack for; nil where the image does not run here.
    private func checkPlatform(
        of plan: PullPlan,
        _ request: PullRequest
    ) throws -> Platform? {
        guard plan.manifests.count == 1, let only = plan.manifests.first?.manifest,
            request.platforms != .all
        else { return .host }
        let bytes = try images.content.document(only.config)
        let name = "the configuration \(only.config.digest.short)"
        let built = try Document.decode(ImageConfiguration.self, from: bytes, named: name).platform
        if case .one(let wanted) = request.platforms, !wanted.runs(built) {
            throw ImageError.noPlatform(wanted: wanted, available: ["\(built)"])
        }
        if !Platform.host.runs(built) {
            access.observer.observe(
                .note("the image is for \(built), and this host is \(Platform.host)")
            )
            return nil
        }
        return .host
    }
}

extension PullRequest.Platforms {
    /// The one platform that is wanted; nil for all.
    fileprivate var single: Platform? {
        switch self {
        case .host: .host
        case .one(let platform): platform
        case .all: nil
        }
    }
}
