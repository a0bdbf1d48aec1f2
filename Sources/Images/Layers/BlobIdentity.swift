package import OCI

/// The digest and the size of a blob.
package struct BlobIdentity: Sendable, Hashable {
    /// Of all its bytes.
    package let digest: Digest
    /// In bytes.
    package let size: Int64

    /// A digest and a size.
    package init(digest: Digest, size: Int64) {
        self.digest = digest
        self.size = size
    }

    /// What a descriptor says of its blob.
    package init(_ descriptor: Descriptor) {
        self.init(digest: descriptor.digest, size: descriptor.size)
    }
}
