import Builds
import Execution
import HostSystem
import Images
import OCI
import Objects
import Registries
import SystemPackage

/// Finds the images that a Dockerfile begins with: in the store, in files beside it, or in a registry.
struct BaseImageShelf: BaseImageFinder {
    private let place: ImagePlace
    private let pulls: Bool
    private let observer: any TransferObserver

    /// A finder for one build.
    ///
    /// - Parameters:
    ///   - place: The store.
    ///   - pulls: Whether images of registries are fetched anew.
    ///   - observer: Is told how fetching goes on.
    init(_ place: ImagePlace, pulls: Bool, telling observer: any TransferObserver) {
        self.place = place
        self.pulls = pulls
        self.observer = observer
    }

    func image(named name: String, for platform: Platform) async throws -> LoadedImage {
        if BaseImage.isPlace(name), let base = try? BaseImage(name) {
            return try await load(base, named: name, platform)
        }
        let provider = ImageProvider(
            place.session,
            marks: place.marks,
            means: try RegistrySettingsFile.means(),
            policy: pulls ? .always : .missing,
            platform: platform == .host ? nil : platform,
            observer: observer
        )
        return try await provider.image(name)
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
