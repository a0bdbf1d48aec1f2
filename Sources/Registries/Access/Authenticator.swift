import FoundationEssentials
import NIOHTTP1
import Synchronization

/// Proves to one registry who we are, and remembers how it wants that, and for how long its tokens hold.
///
/// Source: RFC 9110, section 11; distribution, "Token Authentication Specification" and "OAuth2 Token Authentication".
final class Authenticator: Sendable {
    private enum Method {
        case none
        case basic
        case bearer(realm: WebAddress, service: String?)
    }

    private struct Token {
        let text: String
        let deadline: ContinuousClock.Instant
    }

    private struct State {
        var method = Method.none
        var tokens: [[Scope]: Token] = [:]
        /// What the registry asked for in words of its own.
        var wanted: [[Scope]: String] = [:]
    }

    private let state = Mutex(State())
    private let host: RegistryHost
    private let credentials: CredentialStore
    private let sender: RequestSender

    /// Knows nothing of the registry yet.
    init(host: RegistryHost, credentials: CredentialStore, sender: RequestSender) {
        self.host = host
        self.credentials = credentials
        self.sender = sender
    }

    /// What is to be shown with a request, as far as it is known that the registry wants something.
    ///
    /// - Parameters:
    ///   - scopes: What the request does.
    ///   - isVerified: Whether token servers must prove who they are.
    /// - Returns: The value of `Authorization`.
    /// - Throws: `RegistryError`.
    func authorization(for scopes: [Scope], isVerified: Bool) async throws -> String? {
        let (method, token) = state.withLock { ($0.method, $0.tokens[scopes]) }
        switch method {
        case .none: return nil
        case .basic: return try await credential(for: scopes)?.basicAuthorization
        case .bearer(let realm, let service):
            if let token, token.deadline > .now { return "Bearer \(token.text)" }
            return try await fetchToken(from: realm, service, scopes, isVerified)
        }
    }

    /// Learns from a refusal, and finds out what to show instead.
    ///
    /// - Parameters:
    ///   - response: The answer with status 401.
    ///   - scopes: What the request does.
    ///   - isVerified: Whether the registry must prove who it is.
    /// - Returns: The value of `Authorization`; nil where we have nothing more to show.
    /// - Throws: `RegistryError`.
    func answer(
        _ response: WebResponse,
        for scopes: [Scope],
        isVerified: Bool
    ) async throws -> String? {
        let challenges = response.headers["WWW-Authenticate"].flatMap(Challenge.all)
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            let realm = try realm(of: bearer, response.address, isVerified)
            state.withLock { state in
                state.method = .bearer(realm: realm, service: bearer.parameters["service"])
                state.tokens[scopes] = nil
                state.wanted[scopes] = bearer.parameters["scope"]
            }
        } else if challenges.contains(where: { $0.scheme == "basic" }) {
            guard try await credential(for: scopes) != nil else { return nil }
            state.withLock { $0.method = .basic }
        } else {
            return nil
        }
        return try await authorization(for: scopes, isVerified: isVerified)
    }

    private func realm(
        of challenge: Challenge,
        _ address: WebAddress,
        _ isVerified: Bool
    ) throws(RegistryError) -> WebAddress {
        guard let text = challenge.parameters["realm"], let realm = WebAddress(text) else {
            throw RegistryError(.malformed, "\(host) names no server that gives tokens")
        }
        // A password never goes over a plain wire that the registry itself is not spoken to over.
        guard realm.scheme == .https || address.scheme == .http || !isVerified else {
            throw RegistryError(
                .untrusted,
                "\(host) sends us to \(realm.authority) for a token over plain HTTP, which is not done"
            )
        }
        return realm
    }

    private func credential(for scopes: [Scope]) async throws -> Credential? {
        try await credentials.credential(
            for: host.description,
            repository: scopes.first?.repository
        )
    }

    // MARK: Tokens

    private func fetchToken(
        from realm: WebAddress,
        _ service: String?,
        _ scopes: [Scope],
        _ isVerified: Bool
    ) async throws -> String? {
        let credential = try await credential(for: scopes)
        let wanted = state.withLock { $0.wanted[scopes] }
        var items = scopes.map(\.description)
        for word in (wanted ?? "").split(separator: " ") where !items.contains(String(word)) {
            items.append(String(word))
        }
        var request = try tokenRequest(realm, service, items, credential)
        request.isVerified = isVerified || realm.host != host.name
        let response = try await sender.send(request)
        guard response.status == 200 else {
            throw await refusal(of: response, hadCredential: credential != nil)
        }
        let token = try await token(in: response)
        state.withLock { $0.tokens[scopes] = token }
        return "Bearer \(token.text)"
    }

    private func tokenRequest(
        _ realm: WebAddress,
        _ service: String?,
        _ scopes: [String],
        _ credential: Credential?
    ) throws(RegistryError) -> WebRequest {
        let service = service.map { [("service", $0)] } ?? []
        if case .identityToken(let token) = credential {
            let fields =
                [("grant_type", "refresh_token"), ("client_id", "cuvette")] + service
                + [("scope", scopes.joined(separator: " ")), ("refresh_token", token)]
            let form = fields.map { "\($0.0)=\(WebAddress.escaped($0.1))" }
            return WebRequest(
                .POST,
                realm,
                headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: .bytes(Array(form.joined(separator: "&").utf8))
            )
        }
        let query = service + scopes.map { ("scope", $0) } + [("client_id", "cuvette")]
        guard let address = realm.adding(query: query) else {
            throw RegistryError(.malformed, "\(host) names no server that gives tokens")
        }
        return WebRequest(.GET, address, authorization: credential?.basicAuthorization)
    }

    private func token(in response: WebResponse) async throws -> Token {
        let name = "the token of \(response.address.authority)"
        let bytes = try await response.bytes(limit: 1 << 20, name: name)
        guard let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(bytes)),
            let text = answer.token ?? answer.accessToken, !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw RegistryError(.malformed, "\(name) cannot be read") }
        // Asked for again a little early: a layer that is begun at the last second is still let through.
        let seconds = max(answer.lifetimeSeconds ?? 60, 60) - 10
        return Token(text: text, deadline: .now + .seconds(min(seconds, 86_400)))
    }

    private func refusal(of response: WebResponse, hadCredential: Bool) async -> RegistryError {
        let server = response.address.authority
        guard response.status == 401 || response.status == 403 else {
            let words = await response.complaint()?.text ?? "status \(response.status)"
            return RegistryError(
                response.status == 429 ? .rateLimited : .server,
                "\(server) gives no token for \(host): \(words)"
            )
        }
        return RegistryError(
            .unauthorized,
            hadCredential
                ? "\(server) does not accept the name and password for \(host)"
                : "\(server) gives no token to strangers",
            hint: "\"cuvette login \(host)\" tells it who you are"
        )
    }

    private struct TokenAnswer: Decodable {
        let token: String?
        let accessToken: String?
        let lifetimeSeconds: Int?

        private enum CodingKeys: String, CodingKey {
            case token
            case accessToken = "access_token"
            case lifetimeSeconds = "expires_in"
        }
    }
}
