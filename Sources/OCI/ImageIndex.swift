/// A list of manifests, one for each platform or name.
///
/// Source: OCI image-spec 1.1, image-index.md.
package struct ImageIndex: Sendable, Hashable, Codable {
    /// Always 2.
    package var schemaVersion: Int
    /// The document's own type; often missing.
    package var mediaType: MediaType?
    /// What is listed; may hold further indexes.
    package var manifests: [Descriptor]
    /// Free words about the index.
    package var annotations: [String: String]?

    /// An index.
    package init(manifests: [Descriptor], annotations: [String: String]? = nil) {
        self.schemaVersion = 2
        self.mediaType = .index
        self.manifests = manifests
        self.annotations = annotations
    }
}
