package import OCI

/// Makes a snapshot of a blob that holds the changes of one layer, whatever lies below it.
package struct LayerImport: Sendable {
    private let content: ContentStore
    private let marks: OverlayMarks

    /// An import from a store's blobs.
    package init(_ content: ContentStore, marks: OverlayMarks) {
        self.content = content
        self.marks = marks
    }

    /// Unpacks a blob.
    ///
    /// - Parameters:
    ///   - descriptor: The blob; in the store.
    ///   - diffID: What it holds, not compressed.
    ///   - name: What the snapshot is called.
    /// - Returns: The snapshot.
    /// - Throws: `ImageError`, `SystemError`.
    package func snapshot(of descriptor: Descriptor, diffID: Digest, as name: SnapshotName) throws
        -> Snapshot
    {
        guard let blob = try content.blob(descriptor.digest) else {
            throw ImageError.missing(descriptor.digest)
        }
        // Its own layer chain is of no use: only what it changes is wanted.
        let layer = Layer(
            blob: blob,
            descriptor: descriptor,
            diffID: diffID,
            chainID: diffID
        )
        let unpacker = LayerUnpacker(
            marks: marks,
            limits: LayerLimits(),
            interruption: Interruption()
        )
        return try SnapshotStore(content.session).make(name) { directory in
            _ = try unpacker.unpack(layer, into: directory) { [] }
        }
    }
}
