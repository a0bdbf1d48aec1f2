import Builds
package import Containers
package import Images
package import OCI
import SystemPackage

/// Finds the images that containers are made of.
package struct ImageFinder: Sendable {
    private let session: Session
    private let rights: HostRights

    /// A finder for one session.
    package init(_ session: Session, rights: HostRights) {
        self.session = session
        self.rights = rights
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
    /// - Parameter name: A place in the words of containers-transports(5).
    /// - Returns: The image.
    /// - Throws: `ObjectError`, `ImageError`.
    package func load(_ name: String) async throws -> Found {
        guard name.contains(":"), let base = try? BaseImage(name) else {
            throw ObjectError(
                "there is no image \"\(name)\": names of registries are not supported yet",
                hint:
                    "use host, scratch, dir:PATH, oci:PATH[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME]"
            )
        }
        let marks: OverlayMarks = rights.inUserNamespace ? .user : .trusted
        let image = try await ImageLoader(session, marks: marks).load(base)
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
