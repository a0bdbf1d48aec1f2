/// Something that a container has mounted besides its layers.
package struct MountPoint: Sendable, Hashable, Codable {
    /// What is mounted.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// A file or folder of the host.
        case bind
        /// A volume of the store.
        case volume
        /// Memory.
        case tmpfs
    }

    /// What is mounted.
    package var kind: Kind
    /// The path on the host; for a volume its folder in the store, empty for memory.
    package var source: String
    /// The volume's name.
    package var name: String?
    /// Where it is inside; absolute.
    package var destination: String
    /// Whether it cannot be written to.
    package var isReadOnly = false
    /// Further words of mount(8).
    package var options: [String] = []
    /// Whether the volume was made for this container alone, and goes with it.
    package var isAnonymous = false
    /// Whether a new volume begins with what the image has at the place.
    package var copiesContent = true

    /// A mount by its parts.
    package init(kind: Kind, source: String = "", name: String? = nil, destination: String) {
        self.kind = kind
        self.source = source
        self.name = name
        self.destination = destination
    }
}
