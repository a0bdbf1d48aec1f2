import SystemPackage
package import Images

/// The image of a container: what it was called, and the layers that the container stands on.
package struct ImageUse: Sendable, Hashable, Codable {
    /// As the user wrote it.
    package var name: String
    /// What tells it from others: equal for equal content.
    package var identity: String
    /// What lies at the bottom.
    package var root: Root

    /// What lies at the bottom of a container.
    package enum Root: Sendable, Hashable, Codable {
        /// This machine's own programs.
        case host
        /// Layers, bottom first.
        case layers([LayerUse])
    }

    /// An image by its parts.
    package init(name: String, identity: String, root: Root) {
        self.name = name
        self.identity = identity
        self.root = root
    }
}

/// A layer by name and place, as it stands in a file.
package struct LayerUse: Sendable, Hashable, Codable {
    /// Its name in the store, or a name of ours for a folder outside.
    package var name: String
    /// Where its files are.
    package var path: String

    /// A layer as it was found.
    package init(_ snapshot: Snapshot) {
        name = snapshot.name.description
        path = snapshot.path.string
    }
}
