import OCI

/// An OCI image layout as content, and the documents that it is made of.
///
/// Source: OCI image-spec 1.1, image-layout.md.
extension ImageContent {
    /// The list of what a layout holds.
    ///
    /// - Returns: The index.
    /// - Throws: `ImageError` where this is no layout of version 1.
    func layoutIndex() throws(ImageError) -> ImageIndex {
        let layout = try decode(
            ImageLayout.self,
            from: try document(ImageLayout.fileName),
            named: ImageLayout.fileName
        )
        guard layout.isSupported else {
            let reason = "is a layout of version \(layout.imageLayoutVersion), not 1"
            throw .content(name: name, reason: reason)
        }
        return try decode(
            ImageIndex.self,
            from: try document(ImageLayout.indexFileName),
            named: ImageLayout.indexFileName
        )
    }

    /// The manifest or index that a descriptor refers to.
    ///
    /// - Parameters:
    ///   - descriptor: Of it.
    ///   - depth: In how many other indexes it lies.
    /// - Returns: What it says, and its bytes.
    /// - Throws: `ImageError` where it is damaged, or an index in too many indexes.
    func imageDocument(
        _ descriptor: Descriptor,
        depth: Int
    ) throws(ImageError) -> (document: ImageDocument, bytes: [UInt8]) {
        let file = ImageLayout.path(of: descriptor.digest)
        let bytes = try document(descriptor)
        let document: ImageDocument
        do {
            document = try ImageDocument(bytes, announcedAs: descriptor.mediaType, named: file)
        } catch {
            throw .document(error)
        }
        if case .index = document, depth >= ImageIndex.maximumDepth {
            throw .content(name: file, reason: "lies too deep in indexes of indexes")
        }
        return (document, bytes)
    }
}

extension ImageIndex {
    /// How deep indexes in indexes may go; honest ones have two.
    static let maximumDepth = 4
}
