package import OCI

/// What an image of the store is on one platform: its manifest and its configuration.
package struct ImageDetails: Sendable, Hashable {
    /// The image.
    package var image: StoredImage
    /// Its manifest for the platform; the image's own descriptor where that is a manifest.
    package var descriptor: Descriptor
    /// What the manifest says.
    package var manifest: ImageManifest
    /// What the configuration says.
    package var configuration: ImageConfiguration

    /// The id of the image in Docker's words: the digest of its configuration.
    package var id: Digest { manifest.config.digest }

    /// What its blobs take up in the store, in bytes.
    package var sizeBytes: Int64 {
        manifest.layers.reduce(descriptor.size + manifest.config.size) { $0 + $1.size }
    }
}
