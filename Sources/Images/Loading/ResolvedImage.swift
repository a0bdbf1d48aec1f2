import OCI

/// An image that has been found and checked, except for its layers.
struct ResolvedImage: Sendable {
    /// What it is.
    let digest: Digest
    /// How it is run.
    let configuration: ImageConfiguration
    /// Bottom first.
    let layers: [Layer]

    /// Puts an image together.
    ///
    /// - Parameters:
    ///   - digest: What it is.
    ///   - configuration: Its digest has been checked.
    ///   - blobs: The layers as they are stored, bottom first.
    ///   - areVerified: Whether they have been hashed when they were stored.
    ///   - name: What messages call it.
    /// - Throws: `ImageError.content` where the parts do not fit each other or Linux.
    init(
        digest: Digest,
        configuration: ImageConfiguration,
        blobs: [(blob: Blob, descriptor: Descriptor?)],
        areVerified: Bool = false,
        named name: String
    ) throws(ImageError) {
        guard configuration.os == "linux" else {
            throw .noPlatform(wanted: .host, available: [configuration.platform.description])
        }
        let diffIDs = configuration.rootfs.diffIDs
        guard configuration.rootfs.type == "layers", diffIDs.count == blobs.count else {
            throw .content(
                name: name,
                reason: "has \(blobs.count) layers, its configuration says \(diffIDs.count)"
            )
        }
        self.digest = digest
        self.configuration = configuration
        self.layers = zip(zip(blobs, diffIDs), Digest.chainIDs(of: diffIDs)).map {
            stored,
            chainID in
            Layer(
                blob: stored.0.blob,
                descriptor: stored.0.descriptor,
                isVerified: areVerified,
                diffID: stored.1,
                chainID: chainID
            )
        }
    }
}
