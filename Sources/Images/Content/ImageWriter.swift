package import OCI

/// Makes an image of the store from layers that are there and a configuration.
package struct ImageWriter: Sendable {
    private let content: ContentStore

    /// A writer into a store.
    package init(_ content: ContentStore) {
        self.content = content
    }

    /// Writes the configuration and the manifest.
    ///
    /// - Parameters:
    ///   - configuration: How it is run; its layers are set to those given.
    ///   - layers: Bottom first; their blobs are in the store.
    ///   - annotations: Free words of the manifest.
    /// - Returns: The manifest's descriptor, which nothing names yet.
    /// - Throws: `ImageError`.
    package func write(
        _ configuration: ImageConfiguration,
        layers: [PackedLayer],
        annotations: [String: String]? = nil
    ) throws(ImageError) -> Descriptor {
        var configuration = configuration
        configuration.rootfs = RootFileSystem(diffIDs: layers.map(\.diffID))
        let config = try content.write(try Self.bytes(of: configuration), as: .configuration)
        let manifest = ImageManifest(
            config: config,
            layers: layers.map(\.descriptor),
            annotations: annotations
        )
        return try content.write(try Self.bytes(of: manifest), as: .manifest)
    }

    private static func bytes(of document: some Encodable) throws(ImageError) -> [UInt8] {
        do { return try Document.encode(document) } catch { throw .document(error) }
    }
}
