extension Digest {
    /// The chain ids of an image's layers, one for each layer.
    ///
    /// A `DiffID` names a layer alone; a `ChainID` names what is there when it lies on all layers below it. The
    /// lowest is its own chain; every other is the SHA-256 of "chain below, space, DiffID".
    ///
    /// Source: OCI image-spec 1.1, config.md, "Layer ChainID".
    ///
    /// - Parameter diffIDs: `rootfs.diff_ids`, bottom first.
    /// - Returns: As many digests, bottom first; the last stands for the whole file system.
    package static func chainIDs(of diffIDs: [Digest]) -> [Digest] {
        var chain: [Digest] = []
        for diffID in diffIDs {
            guard let below = chain.last else {
                chain.append(diffID)
                continue
            }
            chain.append(.of(Array("\(below) \(diffID)".utf8)))
        }
        return chain
    }
}
