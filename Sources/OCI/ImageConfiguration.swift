/// What an image runs and how, what its layers are, and how it was made.
///
/// Nothing here is taken as an order to the host: labels stay words.
///
/// Source: OCI image-spec 1.1, config.md.
package struct ImageConfiguration: Sendable, Hashable, Codable {
    /// When the image was made; RFC 3339, as written.
    package var created: String?
    /// Who made it.
    package var author: String?
    /// `GOARCH`.
    package var architecture: String
    /// `GOOS`.
    package var os: String
    /// The variant of the processor.
    package var variant: String?
    /// How a container of it is run; nil stands for nothing said.
    package var config: ExecutionParameters?
    /// The layers.
    package var rootfs: RootFileSystem
    /// How each layer was made, and what changed only the configuration.
    package var history: [HistoryEntry]?

    /// A configuration.
    package init(
        platform: Platform,
        config: ExecutionParameters? = nil,
        diffIDs: [Digest],
        history: [HistoryEntry]? = nil,
        created: String? = nil
    ) {
        self.created = created
        self.architecture = platform.architecture
        self.os = platform.os
        self.variant = platform.variant
        self.config = config
        self.rootfs = RootFileSystem(diffIDs: diffIDs)
        self.history = history
    }

    /// What it runs on.
    package var platform: Platform {
        Platform(os: os, architecture: architecture, variant: variant)
    }
}

/// The layers of an image by their uncompressed content.
package struct RootFileSystem: Sendable, Hashable, Codable {
    /// Always `layers`.
    package var type: String
    /// The digests of the uncompressed layers, bottom first.
    package var diffIDs: [Digest]

    /// A file system of layers.
    package init(diffIDs: [Digest]) {
        self.type = "layers"
        self.diffIDs = diffIDs
    }

    private enum CodingKeys: String, CodingKey {
        case type
        case diffIDs = "diff_ids"
    }

    /// Reads it; Go writes `null` for an image without layers.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.type = try container.decode(String.self, forKey: .type)
        self.diffIDs = try container.decodeIfPresent([Digest].self, forKey: .diffIDs) ?? []
    }
}

/// One line of how an image was made.
package struct HistoryEntry: Sendable, Hashable, Codable {
    /// When; RFC 3339, as written.
    package var created: String?
    /// The command that made it.
    package var createdBy: String?
    /// Who.
    package var author: String?
    /// Free words.
    package var comment: String?
    /// Whether it made no layer.
    package var emptyLayer: Bool?

    /// A line of the history.
    package init(created: String? = nil, createdBy: String?, emptyLayer: Bool? = nil) {
        self.created = created
        self.createdBy = createdBy
        self.emptyLayer = emptyLayer
    }

    private enum CodingKeys: String, CodingKey {
        case created
        case createdBy = "created_by"
        case author
        case comment
        case emptyLayer = "empty_layer"
    }
}
