import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Makes requests: tries again what may pass, and follows redirects without giving anything away.
struct RequestSender: Sendable {
    /// The open connections.
    let clients: HTTPClients
    /// How often something is tried again.
    let patience: Patience
    /// Who is told that something is tried again.
    let observer: any TransferObserver

    /// The longest chain of redirects; registries need one.
    private static let maximumRedirects = 5

    /// Makes a request until there is an answer that stands.
    ///
    /// - Parameter request: What is wanted.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `RegistryError` where no answer came; `CancellationError`.
    func send(_ request: WebRequest) async throws -> WebResponse {
        var attempt = 1
        while true {
            do {
                let response = try await follow(request)
                guard request.isRepeatable,
                    let delay = patience.delay(after: response, attempt)
                else { return response }
                try await pause(delay, request.address.authority, "status \(response.status)")
            } catch let failure as PassingFailure {
                guard request.isRepeatable, let delay = patience.delay(after: attempt) else {
                    throw failure.error
                }
                let host = request.address.authority
                try await pause(delay, host, failure.error.description)
            }
            attempt += 1
        }
    }

    /// Waits, and says so.
    func pause(_ delay: Duration, _ host: String, _ reason: String) async throws {
        observer.observe(.retrying(host: host, reason: reason, delay: delay))
        try await Task.sleep(for: delay)
    }

    /// A failure after which another attempt makes sense.
    struct PassingFailure: Error {
        let error: RegistryError
    }

    private func follow(_ request: WebRequest) async throws -> WebResponse {
        var next = request
        for _ in 0...Self.maximumRedirects {
            let response = try await exchange(next)
            guard let target = try Self.target(of: response, next) else { return response }
            // Another host is a stranger: it gets neither our name nor the right to be believed unproven.
            if target.origin != next.address.origin {
                next.authorization = nil
                next.isVerified = next.isVerified || target.host != request.address.host
            }
            next.address = target
            if response.status == 303 {
                next.method = .GET
                next.body = .none
            }
        }
        throw RegistryError(
            .malformed,
            "\(request.address.authority) redirects more than \(Self.maximumRedirects) times"
        )
    }

    /// Where a redirect leads; nil where the answer is none.
    private static func target(
        of response: WebResponse,
        _ request: WebRequest
    ) throws(RegistryError) -> WebAddress? {
        guard [301, 302, 303, 307, 308].contains(response.status) else { return nil }
        // A body is sent again only where the server says that it means just that.
        guard request.method == .GET || request.method == .HEAD || response.status >= 307 else {
            return nil
        }
        let from = request.address
        guard let text = response["Location"], let target = WebAddress(text, relativeTo: from)
        else {
            throw RegistryError(.malformed, "\(from.authority) redirects to no address")
        }
        guard target.scheme == .https || from.scheme == .http || !request.isVerified else {
            throw RegistryError(
                .untrusted,
                "\(from.authority) redirects from HTTPS to plain HTTP, which is not followed"
            )
        }
        return target
    }

    private func exchange(_ request: WebRequest) async throws -> WebResponse {
        try Task.checkCancellation()
        let client = try clients.client(for: request.address, isVerified: request.isVerified)
        var outgoing = HTTPClientRequest(url: request.address.description)
        outgoing.method = request.method
        outgoing.headers = request.headers
        outgoing.headers.replaceOrAdd(name: "User-Agent", value: "cuvette")
        if let authorization = request.authorization {
            outgoing.headers.replaceOrAdd(name: "Authorization", value: authorization)
        }
        outgoing.body = request.body.outgoing
        do {
            let response = try await client.execute(outgoing, deadline: .distantFuture)
            return WebResponse(
                status: Int(response.status.code),
                headers: response.headers,
                address: request.address,
                body: response.body
            )
        } catch {
            try Task.checkCancellation()
            let failure = TransportFailure(error, host: request.address.authority)
            if failure.isPassing { throw PassingFailure(error: failure.error) }
            throw failure.error
        }
    }
}

extension WebRequest.Body {
    /// The body as the client wants it; a file is read anew each time.
    fileprivate var outgoing: HTTPClientRequest.Body? {
        switch self {
        case .none: nil
        case .bytes(let bytes): .bytes(ByteBuffer(bytes: bytes))
        case .file(let source, let offset, let count):
            .stream(
                UploadStream(source: source, offset: offset, count: count),
                length: .known(count)
            )
        }
    }
}
