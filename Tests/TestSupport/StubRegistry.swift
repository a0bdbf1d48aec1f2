package import OCI

/// The honest answers of a registry that has some blobs and one name.
package struct StubRegistry: Sendable {
    /// What it has.
    package let blobs: [Digest: [UInt8]]
    /// What the tag `1` of every repository means.
    package let root: Descriptor

    /// A registry with one image.
    package init(_ image: SampleImage) {
        self.init(image.blobs, root: image.manifest)
    }

    /// A registry with these blobs.
    package init(_ blobs: [Digest: [UInt8]], root: Descriptor) {
        self.blobs = blobs
        self.root = root
    }

    /// Answers a request.
    package func answer(_ request: StubServer.Request) -> StubServer.Answer {
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.first == "v2" else { return StubServer.Answer(404) }
        guard parts.count >= 4, let last = parts.last else { return StubServer.Answer(200) }
        let digest = try? Digest(last)
        if parts[parts.count - 2] == "manifests" {
            let wanted = digest ?? (last == "1" ? root.digest : nil)
            guard let wanted, let bytes = blobs[wanted] else { return Self.absent }
            let isIndex = String(decoding: bytes, as: UTF8.self).contains("\"manifests\"")
            let type: MediaType = isIndex ? .index : .manifest
            return StubServer.Answer(
                200,
                [("Content-Type", type.rawValue), ("Docker-Content-Digest", "\(wanted)")],
                bytes
            )
        }
        guard let digest, let bytes = blobs[digest] else { return Self.absent }
        guard let start = request.rangeStart else { return StubServer.Answer(200, [], bytes) }
        guard start < bytes.count else { return StubServer.Answer(416) }
        let range = "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
        return StubServer.Answer(206, [("Content-Range", range)], Array(bytes[start...]))
    }

    private static let absent = StubServer.Answer(
        404,
        [("Content-Type", "application/json")],
        Array(#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"not here"}]}"#.utf8)
    )
}
