/// One image of an archive that `docker save` wrote: an element of its `manifest.json`.
///
/// The paths are names inside the archive. They are only ever looked up among its entries, never on the host.
///
/// Source: Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
package struct DockerArchiveEntry: Sendable, Hashable {
    /// The entry that holds the configuration.
    package var config: String
    /// `name:tag` of the image; may be empty.
    package var repositoryTags: [String]
    /// The entries that hold the layers, bottom first.
    package var layers: [String]

    /// An image of an archive.
    package init(config: String, repositoryTags: [String], layers: [String]) {
        self.config = config
        self.repositoryTags = repositoryTags
        self.layers = layers
    }

    /// The entry of the archive that lists all its images.
    package static let fileName = "manifest.json"
}

extension DockerArchiveEntry: Codable {
    private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repositoryTags = "RepoTags"
        case layers = "Layers"
    }

    /// Reads it; Go writes `null` for no names and no layers.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.config = try container.decode(String.self, forKey: .config)
        self.repositoryTags =
            try container.decodeIfPresent([String].self, forKey: .repositoryTags) ?? []
        self.layers = try container.decodeIfPresent([String].self, forKey: .layers) ?? []
    }
}
