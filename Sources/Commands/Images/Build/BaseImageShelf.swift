import Builds
import Execution
import HostSystem
import Images
import OCI
import Objects
import SystemPackage

/// Finds the images that a Dockerfile begins with: in the store, in files beside it, or in a registry.
struct BaseImageShelf: BaseImageFinder {
    private let place: ImagePlace
    private let pulls: Bool

    /// A finder for one build.
    ///
    /// - Parameters:
    ///   - place: The store.
    ///   - pulls: Whether images of registries are fetched anew.
    init(_ place: ImagePlace, pulls: Bool) {
        self.place = place
        self.pulls = pulls
    }

    func image(named name: String, for platform: Platform) async throws -> LoadedImage {
        if let base = try? BaseImage(name) { return try await load(base, named: name, platform) }
        let reference = try ImageReference(name)
        guard let image = try place.images.image(reference) else {
            throw ObjectError(
                "there is no image \(reference.familiar) in the store",
                hint: "load it with \"cuvette image load\", or pull it"
            )
        }
        return try await place.load(image, platform: platform)
    }

    /// An image in files: a Dockerfile may be somebody else's, so they have to lie below the folder we are in.
    private func load(_ base: BaseImage, named name: String, _ platform: Platform) async throws
        -> LoadedImage
    {
        let loader = ImageLoader(
            place.session,
            marks: place.marks,
            platform: platform,
            content: place.content
        )
        let paths = AllowedPaths(root: PipelineFile.workingDirectory, allowed: [])
        switch base {
        case .directory:
            throw ObjectError("\(name): a Dockerfile cannot begin with a folder of the host")
        case .layout(let path, let tag):
            return try await loader.load(.layout(try paths.path(of: path.string), tag: tag))
        case .layoutArchive(let path, let tag):
            return try await loader.load(.layoutArchive(try paths.path(of: path.string), tag: tag))
        case .dockerArchive(let path, let reference):
            return try await loader.load(
                .dockerArchive(try paths.path(of: path.string), reference: reference)
            )
        case .stored: return try await loader.load(base)
        }
    }
}
