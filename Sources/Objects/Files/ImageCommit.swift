import Containers
import FoundationEssentials
import Glibc
package import HostSystem
import Images
import OCI
import SystemPackage

/// Writes a container as an image: its layers, what it has written among them, and how it is run; `commit`.
///
/// Source: OCI image-spec 1.1, image-layout.md and layer.md.
package struct ImageCommit: Sendable {
    private let container: StoredContainer
    /// Who made the image.
    package var author: String?
    /// What it was made for.
    package var comment: String?

    /// An image of a container.
    package init(_ container: StoredContainer) {
        self.container = container
    }

    /// Writes the image into an image layout; one that is there gets one image more.
    ///
    /// - Parameters:
    ///   - folder: The layout's folder, open.
    ///   - tag: The image's name in it; nil for none.
    /// - Returns: The digest of the image's manifest.
    /// - Throws: `ObjectError` for a container of the image `host`, `SystemError`.
    package func write(into folder: borrowing Directory, tag: String?) throws -> String {
        guard case .layers(let layers) = container.configuration.image.root else {
            throw ObjectError(
                "a container of the image host cannot become an image: its files are this machine's",
                hint: "\"cuvette container export\" writes all of them as a tar archive",
                code: 1
            )
        }
        let blobs = try folder.makeDirectory("blobs/sha256", mode: 0o755)
        var written: [Descriptor] = []
        for path in layers.map(\.path) + [container.folder.path.appending("layer/upper").string] {
            written.append(try layer(FilePath(path), blobs))
        }
        let config = try blob(configuration(of: written.map(\.digest)), .configuration, blobs)
        let manifest = try blob(
            ImageManifest(config: config, layers: written),
            .manifest,
            blobs
        )
        try list(manifest, tag, in: folder)
        return "\(manifest.digest)"
    }

    /// One layer, not compressed; its digest is therefore its diff id too.
    private func layer(_ path: FilePath, _ blobs: borrowing Directory) throws -> Descriptor {
        let temporary = FilePath("layer.\(getpid()).tmp")
        let file = ArchiveFile(
            try blobs.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644),
            name: "a layer"
        )
        let digest = DigestBox()
        do {
            let writer = TarWriter { bytes in
                digest.update(bytes)
                try file.write(bytes)
            }
            var archiver = TreeArchiver(writer, convertsWhiteouts: true)
            try archiver.addContent(of: try Directory(opening: path))
            try archiver.finish()
            let made = digest.finish()
            try blobs.rename(temporary, to: blobs, as: FilePath(made.digest.hex))
            return Descriptor(mediaType: .layer, digest: made.digest, size: made.size)
        } catch {
            // The refusal is what matters.
            try? blobs.removeFile(temporary)
            throw error
        }
    }

    private func configuration(of diffIDs: [Digest]) -> ImageConfiguration {
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
        let history = diffIDs.indices.map { index in
            index == diffIDs.count - 1
                ? entry(own.arguments.joined(separator: " ")) : entry("FROM \(own.image.name)")
        }
        var configuration = ImageConfiguration(
            platform: .host,
            config: parameters,
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

    private func blob(
        _ document: some Encodable,
        _ type: MediaType,
        _ blobs: borrowing Directory
    ) throws -> Descriptor {
        let bytes = try Self.bytes(of: document)
        let digest = Digest.of(bytes)
        try blobs.writeFile(FilePath(digest.hex), bytes, mode: 0o644)
        return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
    }

    private static func bytes(of document: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(document))
    }

    /// Adds the image to the layout's index; an image of the same name loses it.
    private func list(_ manifest: Descriptor, _ tag: String?, in folder: borrowing Directory) throws
    {
        var index = ImageIndex(manifests: [])
        let name = FilePath(ImageLayout.indexFileName)
        if folder.contains(name) {
            let bytes = try folder.readFile(name, limit: 1 << 24)
            index = try JSONDecoder().decode(ImageIndex.self, from: Data(bytes))
        }
        var entry = manifest
        if let tag { entry.annotations = ["org.opencontainers.image.ref.name": tag] }
        index.manifests.removeAll {
            $0.referenceName == tag && (tag != nil || $0.digest == entry.digest)
        }
        index.manifests.append(entry)
        try folder.writeFile(
            FilePath(ImageLayout.fileName),
            try Self.bytes(of: ImageLayout()),
            mode: 0o644
        )
        try folder.writeFile(name, try Self.bytes(of: index), mode: 0o644)
    }
}

/// A digest that a closure feeds.
private final class DigestBox {
    private var digester = Digester()
    private var size: Int64 = 0

    func update(_ bytes: UnsafeRawBufferPointer) {
        digester.update(bytes)
        size += Int64(bytes.count)
    }

    func finish() -> (digest: Digest, size: Int64) { (digester.digest(), size) }
}
