import Glibc
import HostSystem
package import OCI
import SystemPackage

/// Makes images of the host's file system usable: finds them, checks them, and unpacks each layer once.
package struct ImageLoader: Sendable {
    private let session: Session
    private let content: ContentStore?
    private let marks: OverlayMarks
    private let platform: Platform
    private let limits: LayerLimits

    /// A loader for one session.
    ///
    /// - Parameters:
    ///   - session: In whose store the layers are kept.
    ///   - marks: `trusted` for root of the host, `user` for root of a user namespace.
    ///   - platform: What images are to run on.
    ///   - limits: What is too much for one layer.
    ///   - content: Where images of the store are; one of the loader's own where nil. Layers of blobs that this one is
    ///     still writing are unpacked as they arrive.
    package init(
        _ session: Session,
        marks: OverlayMarks,
        platform: Platform = .host,
        limits: LayerLimits = LayerLimits(),
        content: ContentStore? = nil
    ) {
        self.session = session
        self.content = content
        self.marks = marks
        self.platform = platform
        self.limits = limits
    }

    /// Loads an image.
    ///
    /// - Parameter base: Where it is.
    /// - Returns: The image with all its layers.
    /// - Throws: `ImageError`; `interrupted` where the task was cancelled.
    package func load(_ base: BaseImage) async throws(ImageError) -> LoadedImage {
        if case .directory(let path) = base { return try RootDirectory(path, session.store).image }
        let interruption = Interruption()
        let result = await withTaskCancellationHandler {
            await unpacked(base, interruption)
        } onCancel: {
            interruption.request()
        }
        return try result.get()
    }

    private func unpacked(
        _ base: BaseImage,
        _ interruption: Interruption
    ) async -> Result<LoadedImage, ImageError> {
        do throws(ImageError) {
            let image = try await offload { () throws(ImageError) in
                try resolve(base, interruption)
            }
            let unpacker = LayerUnpacker(marks: marks, limits: limits, interruption: interruption)
            let chain = LayerChain(session: session, unpacker: unpacker)
            let (snapshots, notes) = try await chain.snapshots(of: image.layers)
            return .success(
                LoadedImage(
                    source: base,
                    digest: image.digest,
                    configuration: image.configuration,
                    snapshots: try visible(snapshots),
                    notes: self.notes(on: image) + notes
                )
            )
        } catch {
            return .failure(error)
        }
    }

    private func resolve(
        _ base: BaseImage,
        _ interruption: Interruption
    ) throws(ImageError) -> ResolvedImage {
        func archive(_ path: FilePath) throws(ImageError) -> ContentArchive {
            try ContentArchive(path, in: session, maximumBytes: limits.bytes, interruption)
        }
        switch base {
        case .directory:
            preconditionFailure("a directory has no layers")
        case .layout(let path, let tag):
            return try LayoutReader(content: try ContentDirectory(path), platform: platform)
                .image(tag)
        case .layoutArchive(let path, let tag):
            return try LayoutReader(content: try archive(path), platform: platform).image(tag)
        case .dockerArchive(let path, let reference):
            return try DockerArchiveReader(content: try archive(path)).image(reference)
        case .stored(let image):
            return try LayoutReader(content: StoreContent(try blobs()), platform: platform)
                .image(image.descriptor)
        }
    }

    private func blobs() throws(ImageError) -> ContentStore {
        if let content { return content }
        do { return try ContentStore(session) } catch { throw .system(error) }
    }

    private func notes(on image: ResolvedImage) -> [String] {
        let built = image.configuration.platform
        guard !platform.runs(built) else { return [] }
        return ["the image is for \(built), and this host is \(platform)"]
    }

    /// The snapshots from the topmost one whose root hides all below: overlayfs has no mark for that on a root, so
    /// they are left out instead.
    private func visible(_ snapshots: [Snapshot]) throws(ImageError) -> [Snapshot] {
        do throws(SystemError) {
            for index in snapshots.indices.reversed() {
                let root = try Directory(opening: snapshots[index].path)
                if marks.isOpaque(root.descriptor) { return Array(snapshots[index...]) }
            }
            return snapshots
        } catch {
            throw .system(error)
        }
    }
}
