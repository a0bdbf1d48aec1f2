import Containers
import HostSystem
import Images
import OCI
import Objects
import SystemPackage

/// What commands about images need: the store, a session in it, and the images.
struct ImagePlace {
    let store: Store
    let session: Session
    let images: ImageStore

    /// Opens a session in a store.
    init(_ options: StoreOptions) throws {
        store = try options.open()
        session = try Session(in: store)
        images = ImageStore(try ContentStore(session))
    }

    var content: ContentStore { images.content }

    /// How layers say that something is hidden, for this user.
    var marks: OverlayMarks {
        (HostIdentity.current.rights ?? .current).inUserNamespace ? .user : .trusted
    }

    /// Reads the name that an image is to have.
    ///
    /// - Throws: `ObjectError` where it has a digest: what an image is cannot be chosen.
    static func name(_ text: String) throws -> ImageReference {
        let reference = try ImageReference(text)
        guard reference.digest == nil else {
            throw ObjectError("\(text): a name that is given cannot hold a digest", code: 1)
        }
        return reference
    }

    /// Unpacks an image, as far as it is not, while nobody collects layers.
    ///
    /// - Parameters:
    ///   - image: Of the store.
    ///   - platform: Which of an index.
    /// - Returns: The image with its layers.
    /// - Throws: `ImageError`.
    func load(_ image: StoredImage, platform: Platform = .host) async throws -> LoadedImage {
        let loader = ImageLoader(session, marks: marks, platform: platform, content: content)
        return try await loader.load(.stored(image))
    }

    /// The names of containers that were made of an image.
    func containers(of image: StoredImage) throws -> [String] {
        let details = try? images.details(of: image)
        let digests = [image.descriptor.digest, details?.descriptor.digest, details?.id]
            .compactMap { $0?.description }
        return try ContainerShelf(store).all()
            .filter { digests.contains($0.configuration.image.identity) }
            .map(\.configuration.name)
    }
}
