import Containers
import FoundationEssentials
import Glibc
import HostSystem
package import Images
package import OCI
import SystemPackage

/// Writes a container as an image: its layers, what it has written among them, and how it is run; `commit`.
///
/// Source: OCI image-spec 1.1, image-layout.md and layer.md.
package struct ImageCommit {
    private let container: StoredContainer
    /// Who made the image.
    package var author: String?
    /// What it was made for.
    package var comment: String?

    /// Changes how the image is run.
    package var change: (ExecutionParameters) throws -> ExecutionParameters = { $0 }

    /// An image of a container.
    package init(_ container: StoredContainer) {
        self.container = container
    }

    /// Writes the image into the store.
    ///
    /// Layers of its image that came from a blob of the store are that blob again.
    ///
    /// - Parameter content: The store's blobs.
    /// - Returns: The image's manifest, which nothing names yet.
    /// - Throws: `ObjectError` for a container of the image `host`, `ImageError`.
    package func write(into content: ContentStore) throws -> Descriptor {
        guard case .layers(let layers) = container.configuration.image.root else {
            throw ObjectError(
                "a container of the image host cannot become an image: its files are this machine's",
                hint: "\"cuvette container export\" writes all of them as a tar archive",
                code: 1
            )
        }
        let packer = LayerPacker(content)
        // The runtime puts the skeleton below every image by itself.
        let own = layers.filter { $0.name != "skeleton-1" || layers.count == 1 }
        var packed = try own.map { layer in
            try packer.pack(
                Snapshot(name: SnapshotName(layer.name), path: FilePath(layer.path))
            )
        }
        packed.append(try packer.pack(container.folder.path.appending("layer/upper")))
        return try ImageWriter(content).write(
            configuration(of: packed.map(\.diffID), on: base(in: content)),
            layers: packed
        )
    }

    /// The configuration of the container's image, where the store has it.
    private func base(in content: ContentStore) throws -> ImageConfiguration? {
        guard let digest = try? Digest(container.configuration.image.identity),
            let size = try content.size(of: digest)
        else { return nil }
        let manifest = Descriptor(mediaType: .manifest, digest: digest, size: size)
        // An archive of Docker's has the digest of a configuration there.
        let image = StoredImage(name: nil, descriptor: manifest)
        return try? ImageStore(content).details(of: image).configuration
    }

    private func configuration(
        of diffIDs: [Digest],
        on base: ImageConfiguration?
    ) throws -> ImageConfiguration {
        let own = container.configuration
        var parameters = ExecutionParameters(
            user: own.user.isEmpty ? nil : own.user,
            environment: own.environment,
            entrypoint: own.entrypoint.isEmpty ? nil : own.entrypoint,
            command: own.command.isEmpty ? nil : own.command,
            volumes: own.mounts.filter(\.isAnonymous).map(\.destination).sorted(),
            workingDirectory: own.workingDirectory,
            labels: own.labels
        )
        parameters.exposedPorts = own.exposedPorts
        parameters.stopSignal = "SIG\(SignalName.name(of: own.stopSignal))"
        parameters.health = own.health.map(Self.health)
        var history = base?.history ?? []
        if base?.rootfs.diffIDs != Array(diffIDs.dropLast()) || base?.history == nil {
            history = diffIDs.dropLast().map { _ in entry("FROM \(own.image.name)") }
        }
        history.append(entry(own.arguments.joined(separator: " ")))
        var configuration = ImageConfiguration(
            platform: .host,
            config: try change(parameters),
            diffIDs: diffIDs,
            history: history,
            created: UTCTime.now
        )
        configuration.author = author
        return configuration
    }

    private func entry(_ text: String) -> HistoryEntry {
        var entry = HistoryEntry(created: UTCTime.now, createdBy: text)
        entry.comment = comment
        return entry
    }

    private static func health(_ check: HealthCheck) -> ImageHealth {
        var health = ImageHealth(test: ["CMD"] + check.command)
        health.interval = Int64(check.intervalSeconds * 1e9)
        health.timeout = Int64(check.timeoutSeconds * 1e9)
        health.startPeriod = Int64(check.startPeriodSeconds * 1e9)
        health.retries = check.retries
        return health
    }
}
