/// One image for one platform: its configuration and its layers.
///
/// Source: OCI image-spec 1.1, manifest.md.
package struct ImageManifest: Sendable, Hashable, Codable {
    /// Always 2.
    package var schemaVersion: Int
    /// The document's own type; often missing.
    package var mediaType: MediaType?
    /// What kind of thing it is where it is no image.
    package var artifactType: String?
    /// Where the configuration is.
    package var config: Descriptor
    /// The layers as they are stored, bottom first.
    package var layers: [Descriptor]
    /// Free words about the image.
    package var annotations: [String: String]?

    /// A manifest.
    package init(
        config: Descriptor,
        layers: [Descriptor],
        annotations: [String: String]? = nil
    ) {
        self.schemaVersion = 2
        self.mediaType = .manifest
        self.artifactType = nil
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }
}
