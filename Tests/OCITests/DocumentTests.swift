import Testing

@testable import OCI

@Suite struct `An image document` {
    private static let digest = "sha256:" + String(repeating: "0", count: 64)
    private static let descriptor = """
        {"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\(digest)","size":2}
        """

    private func read(
        _ text: String,
        announcedAs type: MediaType? = nil
    ) throws(OCIError) -> ImageDocument {
        try ImageDocument(Array(text.utf8), announcedAs: type, named: "test.json")
    }

    @Test func `is a manifest or an index by what it holds`() throws {
        let manifest = try read(
            #"{"schemaVersion":2,"config":\#(Self.descriptor),"layers":[],"new":[1]}"#
        )
        guard case .manifest(let value) = manifest else {
            Issue.record("not a manifest")
            return
        }
        #expect(value.config.size == 2)
        guard case .index = try read(#"{"schemaVersion":2,"manifests":[]}"#) else {
            Issue.record("not an index")
            return
        }
    }

    @Test func `with layers and manifests is refused`() {
        #expect(throws: OCIError.ambiguousDocument(document: "test.json")) {
            try read(#"{"schemaVersion":2,"layers":[],"manifests":[]}"#)
        }
        #expect(throws: OCIError.ambiguousDocument(document: "test.json")) {
            try read(#"{"schemaVersion":2,"manifests":[]}"#, announcedAs: .manifest)
        }
    }

    @Test func `of another type than its descriptor says is refused`() {
        let text = #"{"schemaVersion":2,"mediaType":"\#(MediaType.index)","manifests":[]}"#
        #expect(throws: OCIError.self) { try read(text, announcedAs: .dockerManifestList) }
    }

    @Test func `of schema 1 is refused`() {
        let text = #"{"schemaVersion":1,"fsLayers":[]}"#
        #expect(throws: OCIError.self) { try read(text) }
    }

    @Test func `over the limit is refused before it is read`() {
        let bytes = [UInt8](repeating: 0x20, count: Document.maximumBytes + 1)
        #expect(throws: OCIError.documentTooLarge(document: "x", limit: 4_194_304)) {
            try Document.decode(ImageIndex.self, from: bytes, named: "x")
        }
    }

    @Test func `names the place of a mistake`() {
        let text = #"{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"x","size":1}]}"#
        #expect(
            throws: OCIError.malformedDocument(
                document: "test.json",
                reason: "\"x\" is not a digest, such as sha256: and 64 hexadecimal digits"
                    + " at manifests.0.digest"
            )
        ) { try read(text) }
    }

    @Test func `nested a million deep does not crash the reader`() {
        let text = String(repeating: "[", count: 1_000_000)
        #expect(throws: OCIError.self) { try read(text) }
    }
}
