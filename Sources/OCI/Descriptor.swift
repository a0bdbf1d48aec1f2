/// A reference from one document to a blob: what it is, how large, and its digest.
///
/// `urls` and `data` of a descriptor are not read: content comes from where the document came from, never from an
/// address that an image names.
///
/// Source: OCI image-spec 1.1, descriptor.md.
package struct Descriptor: Sendable, Hashable, Codable {
    /// What the blob is.
    package var mediaType: MediaType
    /// The address of the blob.
    package var digest: Digest
    /// The size of the blob in bytes.
    package var size: Int64
    /// What the blob runs on, in an index.
    package var platform: Platform?
    /// Free words about the blob, such as its name in a layout.
    package var annotations: [String: String]?

    /// A reference to a blob.
    package init(
        mediaType: MediaType,
        digest: Digest,
        size: Int64,
        platform: Platform? = nil,
        annotations: [String: String]? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.annotations = annotations
    }

    /// The name that a layout's index gives the image: `org.opencontainers.image.ref.name`.
    package var referenceName: String? {
        annotations?["org.opencontainers.image.ref.name"]
    }

    /// Whether this is a statement about another image of the index (BuildKit's provenance), not an image to run.
    package var isAttestation: Bool {
        annotations?["vnd.docker.reference.type"] == "attestation-manifest"
            || (platform?.os == "unknown" && platform?.architecture == "unknown")
    }
}
