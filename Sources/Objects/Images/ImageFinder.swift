import Builds
package import Containers
package import Images
package import OCI
package import Registries
import SystemPackage

/// Finds the images that containers are made of.
package struct ImageFinder: Sendable {
    private let session: Session
    private let rights: HostRights
    private let means: RegistryMeans
    private let policy: PullPolicy
    private let observer: any TransferObserver

    /// A finder for one session.
    ///
    /// - Parameters:
    ///   - session: In whose store images are.
    ///   - rights: What the runner may do.
    ///   - means: How registries are spoken to.
    ///   - policy: When they are.
    ///   - observer: Is told what goes on.
    package init(
        _ session: Session,
        rights: HostRights,
        means: RegistryMeans,
        policy: PullPolicy,
        observer: any TransferObserver
    ) {
        self.session = session
        self.rights = rights
        self.means = means
        self.policy = policy
        self.observer = observer
    }

    /// An image that was found.
    package struct Found: Sendable {
        /// What a container of it stands on.
        package var use: ImageUse
        /// How it is run, unless the user says otherwise.
        package var parameters: ExecutionParameters
        /// How its health is found out.
        package var health: ImageHealth?
        /// What is not as one might expect.
        package var notes: [String]
    }

    /// An image that needs no loading; nil for any other.
    ///
    /// - Parameter name: `host` or `scratch`.
    /// - Returns: The image.
    /// - Throws: `SystemError`.
    package func known(_ name: String) throws -> Found? {
        switch name {
        case "host":
            let use = ImageUse(name: name, identity: "host", root: .host)
            return Found(use: use, parameters: ExecutionParameters(command: ["/bin/sh"]), notes: [])
        case "scratch":
            let layers = try ScratchImage.root(in: SnapshotStore(session)).chain.snapshots
            let root = ImageUse.Root.layers(layers.map(LayerUse.init))
            let use = ImageUse(name: name, identity: "scratch", root: root)
            return Found(use: use, parameters: ExecutionParameters(), notes: [])
        default: return nil
        }
    }

    /// Finds an image, and unpacks those of its layers that the store does not have.
    ///
    /// - Parameter name: The name of an image, or a place in the words of containers-transports(5).
    /// - Returns: The image.
    /// - Throws: `ObjectError`, `ImageError`, `RegistryError`, `OCIError`.
    package func load(_ name: String) async throws -> Found {
        let marks: OverlayMarks = rights.inUserNamespace ? .user : .trusted
        let image: LoadedImage
        if BaseImage.isPlace(name) {
            image = try await ImageLoader(session, marks: marks).load(try BaseImage(name))
        } else {
            let provider = ImageProvider(
                session,
                marks: marks,
                means: means,
                policy: policy,
                observer: observer
            )
            image = try await provider.image(name)
        }
        let layers = try ImageRoot.root(of: image, in: SnapshotStore(session)).chain.snapshots
        return Found(
            use: ImageUse(
                name: name,
                identity: "\(image.digest)",
                root: .layers(layers.map(LayerUse.init))
            ),
            parameters: image.configuration?.config ?? ExecutionParameters(),
            health: image.configuration?.config?.health,
            notes: image.notes
        )
    }
}
