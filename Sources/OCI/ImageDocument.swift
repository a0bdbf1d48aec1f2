/// What a descriptor of an index leads to: a manifest, or a further index.
package enum ImageDocument: Sendable, Hashable {
    /// One image.
    case manifest(ImageManifest)
    /// A list of images.
    case index(ImageIndex)

    /// Reads a document whose kind is told by what it holds, and holds it to the type it was announced as.
    ///
    /// - Parameters:
    ///   - bytes: The whole document; its digest has been checked.
    ///   - mediaType: What the descriptor says; nil where there is none.
    ///   - name: What messages call it.
    /// - Throws: `OCIError`; `ambiguousDocument` where it holds both layers and manifests (CVE-2021-41190).
    package init(
        _ bytes: [UInt8],
        announcedAs mediaType: MediaType?,
        named name: String
    ) throws(OCIError) {
        let shape = try Document.decode(Shape.self, from: bytes, named: name)
        try shape.check(announcedAs: mediaType, named: name)
        self =
            if shape.isIndex {
                .index(try Document.decode(ImageIndex.self, from: bytes, named: name))
            } else {
                .manifest(try Document.decode(ImageManifest.self, from: bytes, named: name))
            }
    }
}

/// Which keys a document has.
private struct Shape: Decodable {
    let schemaVersion: Int?
    let mediaType: MediaType?
    let hasManifestKeys: Bool
    let isIndex: Bool

    private enum CodingKeys: String, CodingKey {
        case schemaVersion, mediaType, config, layers, manifests
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.schemaVersion = try container.decodeIfPresent(Int.self, forKey: .schemaVersion)
        self.mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        self.hasManifestKeys = container.contains(.layers) || container.contains(.config)
        self.isIndex = container.contains(.manifests)
    }

    func check(announcedAs announced: MediaType?, named name: String) throws(OCIError) {
        if hasManifestKeys, isIndex { throw .ambiguousDocument(document: name) }
        guard schemaVersion == 2 else {
            let version = schemaVersion.map { "schema version \($0)" } ?? "no schema version"
            throw .unsupportedDocument(document: name, reason: "it has \(version), not 2")
        }
        if let announced, let mediaType, announced != mediaType {
            throw .mediaTypeMismatch(document: name, expected: announced, found: mediaType)
        }
        guard let type = mediaType ?? announced else { return }
        if isIndex ? type.isManifest : type.isIndex { throw .ambiguousDocument(document: name) }
    }
}
