import Images
import NIOHTTP1
import OCI

/// Brings one blob of the store into a repository: not at all where it is there, by a mount where a neighbour has it,
/// else in parts that can be gone on with, else in one piece.
///
/// Source: OCI distribution-spec 1.1, "Pushing blobs".
struct BlobUpload: Sendable {
    /// Where it goes.
    let repository: RegistryRepository
    /// The blob.
    let descriptor: Descriptor
    /// The store that has it.
    let content: ContentStore
    /// Repositories of the same registry that likely have it.
    let neighbours: [String]
    /// Is told what goes on.
    let observer: any TransferObserver
    /// How large a part is.
    var chunkBytes = BlobUpload.standardChunkBytes

    /// How large a part is: registries that keep parts as objects want at least 5 MiB.
    static let standardChunkBytes: Int64 = 32 << 20

    private var connection: RegistryConnection { repository.connection }
    private var digest: Digest { descriptor.digest }

    /// Brings the blob there.
    ///
    /// - Throws: `RegistryError`, `ImageError`, `CancellationError`.
    func run() async throws {
        if try await repository.hasBlob(digest, scopes: repository.pushing) {
            return observer.observe(.present(digest))
        }
        guard let session = try await begin() else { return observer.observe(.present(digest)) }
        let digest = digest
        let observer = observer
        let source = UploadSource(try content.open(digest)) {
            observer.observe(.moved(digest, bytes: $0))
        }
        try await send(source, session)
        observer.observe(.finished(digest))
    }

    // MARK: Beginning

    /// Begins an upload; nil where the registry has taken the blob from a neighbour instead.
    private func begin() async throws -> UploadSession? {
        for neighbour in neighbours.prefix(3) {
            let path =
                "\(repository.name)/blobs/uploads/?mount=\(WebAddress.escaped("\(digest)"))&from=\(WebAddress.escaped(neighbour))"
            let scopes = repository.pushing + [Scope(repository: neighbour, isPush: false)]
            let response = try await connection.request(
                .POST,
                path,
                scopes: scopes.sorted(),
                headers: [("Content-Length", "0")]
            )
            if response.status == 201 { return nil }
            // Not mounted: the registry has begun an upload instead.
            if response.status == 202 {
                return try UploadSession(response, connection, received: 0)
            }
        }
        return try await beginAnew()
    }

    private func beginAnew() async throws -> UploadSession {
        let response = try await connection.request(
            .POST,
            "\(repository.name)/blobs/uploads/",
            scopes: repository.pushing,
            headers: [("Content-Length", "0")]
        )
        guard response.status == 202 else {
            throw await repository.failure(response, "write to", repository.title)
        }
        return try UploadSession(response, connection, received: 0)
    }

    // MARK: Sending

    private func send(_ source: UploadSource, _ session: UploadSession) async throws {
        let chunk = max(chunkBytes, session.minimumChunk)
        guard descriptor.size > chunk else { return try await sendWhole(source, session) }
        do {
            try await sendParts(source, session, chunk)
        } catch is PartsRefused {
            try await sendWhole(source, try await beginAnew())
        }
    }

    /// The registry does not take blobs in parts.
    private struct PartsRefused: Error {}

    private func sendParts(
        _ source: UploadSource,
        _ begun: UploadSession,
        _ chunk: Int64
    ) async throws {
        var session = begun
        var breaks = 0
        while session.received < descriptor.size {
            let start = session.received
            do {
                session = try await sendPart(source, session, chunk)
            } catch let error as RegistryError where error.kind == .unreachable {
                breaks += 1
                try await pause(breaks, error)
                session = try await ask(session)
            }
            if session.received > start { breaks = 0 } else { breaks += 1 }
            guard breaks < connection.sender.patience.attempts else {
                throw RegistryError(
                    .server,
                    "\(connection.host) takes no more of blob \(digest.short) after \(start) bytes"
                )
            }
        }
        try await close(session, body: .none)
    }

    private func sendPart(
        _ source: UploadSource,
        _ session: UploadSession,
        _ chunk: Int64
    ) async throws -> UploadSession {
        let start = session.received
        let count = min(chunk, descriptor.size - start)
        let response = try await connection.send(
            WebRequest(
                .PATCH,
                session.address,
                headers: [
                    ("Content-Type", "application/octet-stream"),
                    ("Content-Range", "\(start)-\(start + count - 1)"),
                ],
                body: .file(source, offset: start, count: count),
                isRepeatable: false
            ),
            scopes: repository.pushing
        )
        switch response.status {
        case 202, 201, 204:
            return try UploadSession(response, connection, received: start + count)
        case 416: return try await ask(session)
        case 500, 502, 503, 504, 429:
            throw RegistryError(
                .unreachable,
                "\(connection.host) answers with status \(response.status)"
            )
        case 400, 404, 405, 411,
            501 where start == 0:
            throw PartsRefused()
        default: throw await repository.failure(response, "write to", repository.title)
        }
    }

    /// Asks how far an upload has come.
    private func ask(_ session: UploadSession) async throws -> UploadSession {
        let response = try await connection.send(
            WebRequest(.GET, session.address),
            scopes: repository.pushing
        )
        guard response.status == 204 || response.status == 202 else {
            // The registry has forgotten the upload.
            return try await beginAnew()
        }
        return try UploadSession(response, connection, received: session.received)
    }

    private func sendWhole(_ source: UploadSource, _ begun: UploadSession) async throws {
        var session = begun
        var breaks = 0
        while true {
            do {
                let body = WebRequest.Body.file(source, offset: 0, count: descriptor.size)
                return try await close(session, body: descriptor.size > 0 ? body : .none)
            } catch let error as RegistryError where error.kind == .unreachable {
                breaks += 1
                try await pause(breaks, error)
                session = try await beginAnew()
            }
        }
    }

    private func close(_ session: UploadSession, body: WebRequest.Body) async throws {
        guard let address = session.address.adding(query: [("digest", "\(digest)")]) else {
            throw RegistryError(
                .malformed,
                "\(connection.host) gave an address that cannot be used"
            )
        }
        var headers = [("Content-Type", "application/octet-stream")]
        if case .none = body { headers.append(("Content-Length", "0")) }
        let response = try await connection.send(
            WebRequest(.PUT, address, headers: headers, body: body, isRepeatable: false),
            scopes: repository.pushing
        )
        guard response.status == 201 || response.status == 204 else {
            if [500, 502, 503, 504, 429].contains(response.status) {
                throw RegistryError(
                    .unreachable,
                    "\(connection.host) answers with status \(response.status)"
                )
            }
            throw await repository.failure(response, "write to", repository.title)
        }
    }

    private func pause(_ breaks: Int, _ error: RegistryError) async throws {
        guard let delay = connection.sender.patience.delay(after: breaks) else { throw error }
        try await connection.sender.pause(
            delay,
            connection.host.description,
            error.description
        )
    }
}
