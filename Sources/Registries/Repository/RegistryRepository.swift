import NIOHTTP1
import OCI

/// One repository of a registry: its manifests and blobs.
///
/// Source: OCI distribution-spec 1.1, "Endpoints".
struct RegistryRepository: Sendable {
    /// Its path in the registry.
    let name: String
    /// The registry.
    let connection: RegistryConnection

    /// What messages call it.
    var title: String { "\(connection.host)/\(name)" }

    /// The right to read it.
    var pulling: [Scope] { [Scope(repository: name, isPush: false)] }
    /// The right to write to it.
    var pushing: [Scope] { [Scope(repository: name, isPush: true)] }

    /// A manifest or index as it was received.
    struct Received: Sendable {
        /// What refers to it; its digest is of the bytes.
        let descriptor: Descriptor
        /// All of it.
        let bytes: [UInt8]
        /// What it says.
        let content: ImageDocument
    }

    private static let accepted = [
        MediaType.manifest, .index, .dockerManifest, .dockerManifestList,
    ]

    private static var acceptHeaders: [(String, String)] {
        accepted.map { ("Accept", $0.rawValue) }
    }

    // MARK: Manifests

    /// The digest of what a tag means now, without the document.
    ///
    /// - Parameter target: A tag or a digest.
    /// - Returns: The digest; nil where the registry does not tell it.
    /// - Throws: `RegistryError`.
    func digest(of target: String) async throws -> Digest? {
        let response = try await connection.request(
            .HEAD,
            "\(name)/manifests/\(target)",
            scopes: pulling,
            headers: Self.acceptHeaders
        )
        guard response.status == 200 else {
            if response.status == 405 { return nil }
            throw await failure(response, "read", "\(title):\(target)")
        }
        return response["Docker-Content-Digest"].flatMap { try? Digest($0) }
    }

    /// Whether a manifest is there.
    func hasManifest(_ digest: Digest) async throws -> Bool {
        let response = try await connection.request(
            .HEAD,
            "\(name)/manifests/\(digest)",
            scopes: pushing,
            headers: Self.acceptHeaders
        )
        return response.status == 200
    }

    /// A manifest or index.
    ///
    /// - Parameters:
    ///   - target: A tag or a digest.
    ///   - expected: What a document says of it; nil where it is asked for by name.
    /// - Returns: The document, checked against its digest, size and type, and not ambiguous.
    /// - Throws: `RegistryError`.
    func manifest(
        _ target: String,
        expecting expected: Descriptor? = nil
    ) async throws -> Received {
        let response = try await connection.request(
            .GET,
            "\(name)/manifests/\(target)",
            scopes: pulling,
            headers: Self.acceptHeaders
        )
        let title = target.contains(":") ? "\(self.title)@\(target)" : "\(self.title):\(target)"
        guard response.status == 200 else { throw await failure(response, "read", title) }
        let bytes = try await response.bytes(
            limit: Document.maximumBytes,
            name: "the manifest of \(title)"
        )
        return try check(bytes, response, target, expected, title)
    }

    private func check(
        _ bytes: [UInt8],
        _ response: WebResponse,
        _ target: String,
        _ expected: Descriptor?,
        _ title: String
    ) throws(RegistryError) -> Received {
        // A tag has no digest of its own: then the registry's word is held against its bytes.
        let promised =
            expected?.digest ?? (try? Digest(target))
            ?? response["Docker-Content-Digest"].flatMap { try? Digest($0) }
        let digest = Digest.of(bytes, promised?.algorithm ?? .sha256)
        if let promised, promised != digest {
            throw RegistryError(
                .malformed,
                "the manifest of \(title) is damaged: its digest is \(digest), not \(promised)"
            )
        }
        let type = try mediaType(of: response, bytes, expected, title)
        do {
            let content = try ImageDocument(
                bytes,
                announcedAs: type,
                named: "the manifest of \(title)"
            )
            let descriptor = Descriptor(
                mediaType: content.mediaType ?? type,
                digest: digest,
                size: Int64(bytes.count),
                platform: expected?.platform
            )
            return Received(descriptor: descriptor, bytes: bytes, content: content)
        } catch {
            throw RegistryError(.malformed, error.description)
        }
    }

    /// What servers of plain files say of every document, which tells nothing of it.
    private static let sayingNothing = [
        "", "application/json", "application/octet-stream", "text/plain",
    ]

    /// What a document says of itself.
    private struct OwnType: Decodable {
        var mediaType: MediaType?
    }

    private func mediaType(
        of response: WebResponse,
        _ bytes: [UInt8],
        _ expected: Descriptor?,
        _ title: String
    ) throws(RegistryError) -> MediaType {
        let written = response["Content-Type"]?.prefix { $0 != ";" && $0 != " " } ?? ""
        var type = MediaType(rawValue: written.lowercased())
        if Self.sayingNothing.contains(written.lowercased()),
            let own = try? Document.decode(OwnType.self, from: bytes, named: title).mediaType
        {
            // What is no document is refused below with the type that was announced.
            type = own
        }
        guard Self.accepted.contains(type) else {
            let isOld = written.contains("manifest.v1")
            throw RegistryError(
                .malformed,
                "the manifest of \(title) is of type \"\(written.prefix(100))\", which is not supported",
                hint: isOld
                    ? "it was pushed in Docker's schema 1, of 2015; push it anew" : nil
            )
        }
        if let expected, expected.mediaType != type {
            throw RegistryError(
                .malformed,
                "the manifest of \(title) is of type \(type), but was announced as \(expected.mediaType)"
            )
        }
        return type
    }

    /// Writes a manifest or index.
    ///
    /// - Parameters:
    ///   - bytes: All of it.
    ///   - descriptor: Its type and digest.
    ///   - target: A tag, or its digest.
    /// - Throws: `RegistryError`.
    func putManifest(
        _ bytes: [UInt8],
        _ descriptor: Descriptor,
        as target: String
    ) async throws {
        let response = try await connection.request(
            .PUT,
            "\(name)/manifests/\(target)",
            scopes: pushing,
            headers: [("Content-Type", descriptor.mediaType.rawValue)],
            body: .bytes(bytes)
        )
        guard response.status == 201 || response.status == 200 else {
            throw await failure(response, "write the manifest of", "\(title):\(target)")
        }
        let told = response["Docker-Content-Digest"].flatMap { try? Digest($0) }
        if let told, told != descriptor.digest {
            throw RegistryError(
                .malformed,
                "\(title) has kept another manifest than was sent: \(told), not \(descriptor.digest)"
            )
        }
    }

    // MARK: Blobs

    /// Whether a blob is there.
    ///
    /// - Parameters:
    ///   - digest: Of the blob.
    ///   - scopes: With which right it is asked.
    /// - Returns: Whether it is.
    /// - Throws: `RegistryError`.
    func hasBlob(_ digest: Digest, scopes: [Scope]) async throws -> Bool {
        let response = try await connection.request(
            .HEAD,
            "\(name)/blobs/\(digest)",
            scopes: scopes
        )
        switch response.status {
        case 200: return true
        case 404: return false
        default: throw await failure(response, "look for a blob in", title)
        }
    }

    /// The bytes of a blob.
    ///
    /// - Parameters:
    ///   - digest: Of the blob.
    ///   - offset: From where on.
    /// - Returns: The answer: with status 206 from there on, with 200 all of it, with 416 where there is no more.
    /// - Throws: `RegistryError`.
    func blob(_ digest: Digest, from offset: Int64) async throws -> WebResponse {
        let response = try await connection.request(
            .GET,
            "\(name)/blobs/\(digest)",
            scopes: pulling,
            headers: offset > 0 ? [("Range", "bytes=\(offset)-")] : []
        )
        guard [200, 206, 416].contains(response.status) else {
            throw await failure(response, "read blob \(digest.short) of", title)
        }
        return response
    }

    // MARK: Refusals

    /// What a refusal means.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - action: What was tried, to be read after "cannot".
    ///   - subject: With what.
    /// - Returns: The refusal in words.
    func failure(
        _ response: WebResponse,
        _ action: String,
        _ subject: String
    ) async -> RegistryError {
        let words = await response.complaint()?.text ?? ""
        return RefusalText(
            host: connection.host.description,
            status: response.status,
            words: words,
            retryAfter: response["Retry-After"]
        ).error("cannot \(action) \(subject)")
    }
}

extension ImageDocument {
    /// The type that the document itself says it is of.
    fileprivate var mediaType: MediaType? {
        switch self {
        case .manifest(let manifest): manifest.mediaType
        case .index(let index): index.mediaType
        }
    }
}
