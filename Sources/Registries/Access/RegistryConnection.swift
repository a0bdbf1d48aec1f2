import NIOHTTP1
import Synchronization

/// One registry that is spoken to: with or without TLS, and knowing how it wants to be shown who we are.
final class RegistryConnection: Sendable {
    /// The registry.
    let host: RegistryHost
    /// Makes the requests.
    let sender: RequestSender
    private let isVerified: Bool
    private let authenticator: Authenticator
    private let scheme: Mutex<WebAddress.Scheme?>

    /// A registry that has not been spoken to.
    ///
    /// - Parameters:
    ///   - host: The registry.
    ///   - isInsecure: Whether plain HTTP and certificates that nobody vouches for are taken; on this machine they
    ///     always are, since nobody listens on the way.
    ///   - credentials: Who we are.
    ///   - sender: Makes the requests.
    init(
        _ host: RegistryHost,
        isInsecure: Bool,
        credentials: CredentialStore,
        sender: RequestSender
    ) {
        self.host = host
        self.sender = sender
        isVerified = !(isInsecure || host.isLoopback)
        scheme = Mutex(isVerified ? .https : nil)
        authenticator = Authenticator(host: host, credentials: credentials, sender: sender)
    }

    /// Makes a request below `/v2/`, showing who we are where that is asked for.
    ///
    /// - Parameters:
    ///   - method: What is done.
    ///   - path: Below `/v2/`, escaped.
    ///   - scopes: What we must be allowed to do.
    ///   - headers: More headers.
    ///   - body: What is sent.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `RegistryError` where there is none; `CancellationError`.
    func request(
        _ method: HTTPMethod,
        _ path: String,
        scopes: [Scope],
        headers: [(String, String)] = [],
        body: WebRequest.Body = .none
    ) async throws -> WebResponse {
        let address = WebAddress(try await knownScheme(), host, path: "/v2/\(path)")
        return try await send(
            WebRequest(method, address, headers: headers, body: body, isVerified: isVerified),
            scopes: scopes
        )
    }

    /// Makes a request to an address that the registry has told us, such as that of an upload.
    ///
    /// - Parameters:
    ///   - request: What is wanted; another origin than the registry's is not shown who we are.
    ///   - scopes: What we must be allowed to do.
    /// - Returns: The answer.
    /// - Throws: `RegistryError`; `CancellationError`.
    func send(_ request: WebRequest, scopes: [Scope]) async throws -> WebResponse {
        var request = request
        let own = WebAddress(try await knownScheme(), host, path: "/")
        guard request.address.origin == own.origin else {
            request.isVerified = isVerified || request.address.host != host.name
            return try await sender.send(request)
        }
        request.isVerified = isVerified
        request.authorization = try await authenticator.authorization(
            for: scopes,
            isVerified: isVerified
        )
        let response = try await sender.send(request)
        guard response.status == 401, response.address.origin == own.origin else {
            return response
        }
        let answer = try await authenticator.answer(
            response,
            for: scopes,
            isVerified: isVerified
        )
        guard let answer else { return response }
        request.authorization = answer
        return try await sender.send(request)
    }

    /// An address that the registry has told us.
    func address(_ text: String, relativeTo base: WebAddress) throws(RegistryError) -> WebAddress {
        guard let address = WebAddress(text, relativeTo: base),
            address.scheme == .https || base.scheme == .http || !isVerified
        else { throw RegistryError(.malformed, "\(host) sends us to \"\(text.prefix(200))\"") }
        return address
    }

    /// With or without TLS: found out once, where both are allowed.
    private func knownScheme() async throws -> WebAddress.Scheme {
        if let known = scheme.withLock({ $0 }) { return known }
        let found = try await find()
        scheme.withLock { $0 = found }
        return found
    }

    /// Finds out by asking for the version, which needs no name and password.
    private func find() async throws -> WebAddress.Scheme {
        guard host.isLoopback else {
            do {
                _ = try await ping(.https)
                return .https
            } catch is RegistryError {
                _ = try await ping(.http)
                return .http
            }
        }
        // Here nobody listens on the way, and most registries speak plain HTTP. One that speaks TLS says so with status
        // 400, or hangs up.
        do {
            if try await ping(.http) != 400 { return .http }
        } catch let error as RegistryError {
            do {
                _ = try await ping(.https)
                return .https
            } catch is RegistryError {
                throw error
            }
        }
        _ = try await ping(.https)
        return .https
    }

    private func ping(_ scheme: WebAddress.Scheme) async throws -> Int {
        let address = WebAddress(scheme, host, path: "/v2/")
        let request = WebRequest(.GET, address, isVerified: false, isRepeatable: false)
        return try await sender.send(request).status
    }
}
