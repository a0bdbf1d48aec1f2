import Foundation
import OCI
import Synchronization
import TestSupport
import Testing

@testable import Registries

/// A registry that wants tokens, and the server that gives them, on one port.
private final class TokenRegistry: Sendable {
    let server: StubServer

    /// Starts both.
    ///
    /// - Parameters:
    ///   - image: What it has.
    ///   - lifetime: How long tokens are said to hold, in seconds.
    ///   - mayCome: Whether someone gets a token, by the value of `Authorization`.
    /// - Throws: What the server throws.
    init(
        _ image: SampleImage,
        lifetime: Int = 100_000,
        mayCome: @escaping @Sendable (String?) -> Bool = { _ in true }
    ) throws {
        let registry = StubRegistry(image)
        server = try StubServer { request in
            if request.path == "/token" {
                guard mayCome(request.headers["authorization"]) else { return .init(401) }
                let number = Int.random(in: 1...1_000_000)
                let text = #"{"token":"token-\#(number)","expires_in":\#(lifetime)}"#
                return .init(200, [], Array(text.utf8))
            }
            if request.headers["authorization"]?.hasPrefix("Bearer token-") == true {
                return registry.answer(request)
            }
            let host = request.headers["host"] ?? ""
            let realm = #"Bearer realm="http://\#(host)/token",service="stub""#
            return .init(401, [("WWW-Authenticate", realm)])
        }
    }

    var tokenRequests: [String] { server.lines.filter { $0.contains("/token") } }
}

@Suite(.ownThreads) struct `A token` {
    private let bench: RegistryBench
    private let image = SampleImage.standard

    init() throws {
        bench = try RegistryBench()
    }

    @Test func `is asked for once for all blobs of a pull`() async throws {
        let registry = try TokenRegistry(image)
        try await bench.pull("\(registry.server.authority)/team/app:1")
        #expect(
            registry.tokenRequests == [
                "GET /token?service=stub&scope=repository%3Ateam%2Fapp%3Apull&client_id=cuvette"
            ]
        )
    }

    @Test func `is given to a name and password, and those go to the token server alone`()
        async throws
    {
        let registry = try TokenRegistry(image) { $0 == "Basic dTpw" }
        let auth = #"{"auths":{"\#(registry.server.authority)":{"auth":"dTpw"}}}"#
        let name = "\(registry.server.authority)/app:1"
        try await bench.pull(name, RegistrySettings(), ["DOCKER_AUTH_CONFIG": auth])
        let leaks = registry.server.requests.filter {
            $0.path != "/token" && $0.headers["authorization"]?.hasPrefix("Basic") == true
        }
        #expect(leaks.isEmpty)
    }

    @Test func `is refused to strangers, with the way in`() async throws {
        let registry = try TokenRegistry(image) { $0 != nil }
        let host = registry.server.authority
        let error = await #expect(throws: RegistryError.self) {
            try await bench.pull("\(host)/app:1")
        }
        #expect(error?.kind == .unauthorized)
        #expect(error?.hint == "\"cuvette login \(host)\" tells it who you are")
    }

    @Test func `of an identity token is asked for by form`() async throws {
        let image = image
        let registry = StubRegistry(image)
        let server = try StubServer { request in
            if request.path == "/token" {
                let form = String(decoding: request.body, as: UTF8.self)
                guard request.method == "POST", form.contains("refresh_token=secret%2Bx") else {
                    return .init(401)
                }
                return .init(200, [], Array(#"{"access_token":"good"}"#.utf8))
            }
            if request.headers["authorization"] == "Bearer good" { return registry.answer(request) }
            let realm = "Bearer realm=\"http://\(request.headers["host"] ?? "")/token\""
            return .init(401, [("WWW-Authenticate", realm)])
        }
        let auth = #"{"auths":{"\#(server.authority)":{"identitytoken":"secret+x"}}}"#
        let name = "\(server.authority)/app:1"
        try await bench.pull(name, RegistrySettings(), ["DOCKER_AUTH_CONFIG": auth])
    }

    @Test func `that is refused is asked for anew`() async throws {
        // One layer: what is asked for at once would use up each other's tokens.
        let registry = StubRegistry(SampleImage([[("x", [1])]]))
        let valid = Mutex(1)
        let server = try StubServer { request in
            if request.path == "/token" {
                let number = valid.withLock { $0 }
                return .init(200, [], Array(#"{"token":"token-\#(number)"}"#.utf8))
            }
            let number = valid.withLock { $0 }
            if request.headers["authorization"] == "Bearer token-\(number)" {
                // Each token is good for one answer.
                valid.withLock { $0 += 1 }
                return registry.answer(request)
            }
            let realm = "Bearer realm=\"http://\(request.headers["host"] ?? "")/token\""
            return .init(401, [("WWW-Authenticate", realm)])
        }
        try await bench.pull("\(server.authority)/app:1", isUnpacked: false)
    }
}
