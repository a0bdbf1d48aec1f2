import Glibc
import HostSystem
package import OCI
package import SystemPackage

/// Takes images into the store that come as a folder or an archive; every blob is hashed on the way.
package struct ImageIntake: Sendable {
    private let content: ContentStore
    private let platform: Platform

    /// An image that was taken in, with the names that came with it.
    package struct Taken: Sendable, Hashable {
        /// Its manifest or index; all that is there of it is in the store.
        package var descriptor: Descriptor
        /// What it was called in Docker's words; empty where it had no whole name.
        package var references: [ImageReference]
    }

    /// An intake into a store.
    ///
    /// - Parameters:
    ///   - content: The store's blobs.
    ///   - platform: What has to be there of an index.
    package init(_ content: ContentStore, platform: Platform = .host) {
        self.content = content
        self.platform = platform
    }

    /// Takes in all images of a place.
    ///
    /// - Parameters:
    ///   - path: A folder with an image layout; an archive of one, or of `docker save` or `podman save`, perhaps
    ///     compressed.
    ///   - name: What messages call it; the path where nil.
    /// - Returns: The images; nothing names them yet.
    /// - Throws: `ImageError`.
    package func take(
        _ path: FilePath,
        named name: String? = nil
    ) throws(ImageError) -> [Taken] {
        var status = stat()
        let found = path.withPlatformString { stat($0, &status) }
        guard found == 0 else { throw .system(.last("open \(path)", "stat")) }
        if status.st_mode & S_IFMT == S_IFDIR { return try take(ContentDirectory(path)) }
        return try take(
            ContentArchive(
                path,
                named: name,
                in: content.session,
                maximumBytes: LayerLimits().bytes,
                Interruption()
            )
        )
    }

    private func take(_ source: any ImageContent) throws(ImageError) -> [Taken] {
        let taken = try all(of: source)
        guard !taken.isEmpty else {
            throw .content(name: source.name, reason: "lists no image")
        }
        return taken
    }

    private func all(of source: any ImageContent) throws(ImageError) -> [Taken] {
        // Where an archive is both, the layout keeps the digests.
        if try source.find(ImageLayout.indexFileName) != nil {
            return try LayoutIntake(source: source, content: content, platform: platform).take()
        }
        guard try source.find(DockerArchiveEntry.fileName) != nil else {
            let reason =
                "holds no image: neither \(ImageLayout.indexFileName) nor \(DockerArchiveEntry.fileName) is in it; \"cuvette image import\" makes an image of a root file system"
            throw .content(name: source.name, reason: reason)
        }
        return try DockerIntake(source: source, content: content).take()
    }
}
