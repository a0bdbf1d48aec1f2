import Glibc
import HostSystem
package import OCI

/// Writes images as one tar archive; the same images always give the same bytes.
package struct ArchiveSaver {
    private let content: ContentStore
    private let format: ArchiveFormat
    private let platform: Platform

    /// A saver.
    ///
    /// - Parameters:
    ///   - content: Where the blobs are.
    ///   - format: How they are laid out.
    ///   - platform: Which manifest, where an archive can hold one only.
    package init(_ content: ContentStore, format: ArchiveFormat, platform: Platform = .host) {
        self.content = content
        self.format = format
        self.platform = platform
    }

    /// Writes an archive.
    ///
    /// - Parameters:
    ///   - images: Of the store.
    ///   - sink: Gets the bytes, in order.
    /// - Throws: `ImageError`, and what the sink throws.
    package func save(_ images: [SavedImage], to sink: @escaping TarWriter.Sink) throws {
        let selection = try ImageSelection(
            images,
            in: content,
            platform: platform,
            isSingle: format == .oldDocker
        )
        var writer = TarWriter(sink)
        switch format {
        case .oci: try writeLayout(selection, &writer)
        case .docker:
            try writeLayout(selection, &writer)
            try writeManifest(of: selection, &writer)
        case .oldDocker:
            try OldDockerArchive(content: content).write(selection.images, to: &writer)
        }
        try writer.finish()
    }

    private func writeLayout(_ selection: ImageSelection, _ writer: inout TarWriter) throws {
        let algorithms = Set(selection.blobs.map(\.digest.algorithm.rawValue)).sorted()
        for folder in ["blobs/"] + algorithms.map({ "blobs/\($0)/" }) {
            try writer.begin(.folder(folder))
        }
        for blob in selection.blobs.sorted(by: { $0.digest.hex < $1.digest.hex }) {
            var entry = TarWriter.Entry.file(ImageLayout.path(of: blob.digest))
            entry.size = blob.size
            try writer.begin(entry)
            try content.read(blob) { try writer.add($0) }
            try writer.pad()
        }
        let index = ImageIndex(manifests: selection.images.map(\.listed))
        try writer.add(.file(ImageLayout.indexFileName), try Document.encode(index))
        try writer.add(.file(ImageLayout.fileName), try Document.encode(ImageLayout()))
    }

    /// Docker's list of images: of each, the manifest for the platform.
    private func writeManifest(of selection: ImageSelection, _ writer: inout TarWriter) throws {
        let reader = LayoutReader(content: StoreContent(content), platform: platform)
        var entries: [DockerArchiveEntry] = []
        for image in selection.images {
            let manifest = try reader.manifest(of: image.descriptor).1
            let config = ImageLayout.path(of: manifest.config.digest)
            let tags = image.reference.flatMap { $0.tag == nil ? nil : $0.familiar }
            // An image with two names stands there once, with both.
            if let place = entries.firstIndex(where: { $0.config == config }) {
                entries[place].repositoryTags += tags.map { [$0] } ?? []
                continue
            }
            entries.append(
                DockerArchiveEntry(
                    config: config,
                    repositoryTags: tags.map { [$0] } ?? [],
                    layers: manifest.layers.map { ImageLayout.path(of: $0.digest) }
                )
            )
        }
        try writer.add(.file(DockerArchiveEntry.fileName), try Document.encode(entries))
    }
}

extension TarWriter.Entry {
    /// A file of an archive of ours: everybody may read it, and it has no time.
    static func file(_ name: String) -> TarWriter.Entry {
        var status = stat()
        status.st_mode = S_IFREG | 0o644
        return TarWriter.Entry(name: Array(name.utf8), type: 0x30, status: status)
    }

    /// A folder of an archive of ours; the name ends in a slash.
    static func folder(_ name: String) -> TarWriter.Entry {
        var status = stat()
        status.st_mode = S_IFDIR | 0o755
        return TarWriter.Entry(name: Array(name.utf8), type: 0x35, status: status)
    }
}
