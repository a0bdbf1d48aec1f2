import OCI

/// A layer that can be read: where its bytes are, and what they must be.
struct Layer: Sendable {
    /// Compressed or not.
    let blob: Blob
    /// What the manifest says of the blob; nil in archives whose manifest says nothing.
    let descriptor: Descriptor?
    /// Whether the blob is the store's own: hashed while it was written, and hashed again only to find out what is
    /// wrong.
    var isVerified = false
    /// The digest of the uncompressed layer, from the configuration.
    let diffID: Digest
    /// The digest of this layer on those below it.
    let chainID: Digest
}
