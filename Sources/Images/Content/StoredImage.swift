package import OCI

/// An image of the store, by one of its names.
package struct StoredImage: Sendable, Hashable {
    /// What it is called, normalised: `docker.io/library/alpine:latest`, or `NAME@DIGEST` where it was asked for by
    /// digest; nil for an image without a name.
    package var name: String?
    /// Its manifest, or its index of manifests for several platforms.
    package var descriptor: Descriptor

    /// An image.
    package init(name: String?, descriptor: Descriptor) {
        self.name = name
        self.descriptor = descriptor
    }

    /// The name as a reference; nil where there is none.
    package var reference: ImageReference? {
        name.flatMap { try? ImageReference($0) }
    }

    /// What people are shown: the familiar name, else the digest.
    package var title: String {
        reference?.familiar ?? name ?? descriptor.digest.description
    }
}
