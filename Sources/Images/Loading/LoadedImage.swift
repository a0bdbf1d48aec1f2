package import OCI

/// An image whose layers are all there as snapshots, ready to be the lower layers of an overlay.
package struct LoadedImage: Sendable, Hashable {
    /// Where it came from.
    package var source: BaseImage
    /// What it is: the digest of its manifest, or of its configuration in an archive of `docker save`.
    ///
    /// A root file system in place has no content digest; there it is made of device, inode and path.
    package var digest: Digest
    /// How it is run; nil for a root file system in place.
    package var configuration: ImageConfiguration?
    /// Bottom first; empty for an image without layers.
    package var snapshots: [Snapshot]
    /// What is not as one might expect, one sentence each: what was left out of layers that were unpacked now, or
    /// that it is for another processor.
    package var notes: [String]
}
