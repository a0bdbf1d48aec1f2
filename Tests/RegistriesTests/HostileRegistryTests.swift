import Images
import OCI
import TestSupport
import Testing

@testable import Registries

@Suite(.ownThreads) struct `A hostile registry` {
    private typealias Answer = StubServer.Answer
    private let bench: RegistryBench
    private let image = SampleImage.standard

    init() throws {
        bench = try RegistryBench()
    }

    private func refusal(
        _ name: String = "a:1",
        _ special: @escaping @Sendable (StubServer.Request, StubServer.Answer) -> StubServer.Answer
    ) async throws -> String {
        let registry = StubRegistry(image)
        let server = try StubServer { special($0, registry.answer($0)) }
        let bench = bench
        let error = await #expect(throws: (any Error).self) {
            try await bench.pull("\(server.authority)/\(name)")
        }
        #expect(try bench.images.all().isEmpty)
        return error.map { "\($0)" } ?? ""
    }

    private func onManifest(_ answer: Answer) async throws -> String {
        try await refusal { $0.path.contains("/manifests/") ? answer : $1 }
    }

    private func onLayer(_ answer: Answer) async throws -> String {
        let layer = try #require(image.layers.last)
        return try await refusal { $0.path.hasSuffix("\(layer.digest)") ? answer : $1 }
    }

    private var manifestBytes: [UInt8] { image.blobs[image.manifest.digest] ?? [] }
    private let type = ("Content-Type", MediaType.manifest.rawValue)

    // MARK: Manifests

    @Test func `cannot pass off another manifest for a digest`() async throws {
        let other = SampleImage([[("other", [1])]])
        let bytes = other.blobs[other.manifest.digest] ?? []
        let type = type
        let text = try await refusal("a@\(image.manifest.digest)") { request, answer in
            request.path.contains("/manifests/") ? Answer(200, [type], bytes) : answer
        }
        #expect(text.contains("is damaged: its digest is \(other.manifest.digest)"))
    }

    @Test func `cannot promise one digest and send another`() async throws {
        let text = try await onManifest(
            Answer(200, [type, ("Docker-Content-Digest", "\(Digest.of([]))")], manifestBytes)
        )
        #expect(text.contains("is damaged"))
    }

    @Test func `cannot send a manifest without end`() async throws {
        let huge = [UInt8](repeating: 0x20, count: 5 << 20)
        #expect(try await onManifest(Answer(200, [type], huge)).contains("larger than 4194304"))
        // Without a word of how long it is.
        let chunked = [type, ("Content-Length", "9000000")]
        #expect(try await onManifest(Answer(200, chunked, huge)).contains("larger than 4194304"))
    }

    @Test(arguments: [
        (
            #"{"schemaVersion":2,"layers":[],"config":{},"manifests":[]}"#,
            "both an index and a manifest"
        ),
        (#"{"schemaVersion":1}"#, "schema version 1"),
        ("<html>", "cannot read"),
        ("", "cannot read"),
        (#"{"schemaVersion":2,"manifests":[]}"#, "both an index and a manifest"),
    ])
    func `cannot send a document that is none, or two`(text: String, reason: String) async throws {
        let message = try await onManifest(Answer(200, [type], Array(text.utf8)))
        #expect(message.contains(reason), "\(message)")
    }

    @Test func `cannot send what is no manifest by its type`() async throws {
        let html = try await onManifest(Answer(200, [("Content-Type", "text/html")], manifestBytes))
        #expect(html.contains("of type \"text/html\", which is not supported"))
    }

    @Test(arguments: [nil, "text/plain; charset=utf-8", "application/json"])
    func `says nothing of a manifest's type where a server of files answers`(_ word: String?)
        async throws
    {
        let registry = StubRegistry(image)
        let headers = word.map { [("Content-Type", $0)] } ?? []
        func pull(_ document: [UInt8]) async throws -> Digest {
            let server = try StubServer { request in
                request.path.contains("/manifests/")
                    ? Answer(200, headers, document) : registry.answer(request)
            }
            return try await bench.pull("\(server.authority)/a:1").descriptor.digest
        }
        #expect(try await pull(manifestBytes) == image.manifest.digest)
        // Without a word in the document either it is refused.
        let own = #""mediaType":"\#(MediaType.manifest.rawValue)","#
        let untold = String(decoding: manifestBytes, as: UTF8.self).replacing(own, with: "")
        await #expect(throws: RegistryError.self) { _ = try await pull(Array(untold.utf8)) }
    }

    @Test func `cannot lead from index to index for ever`() async throws {
        // An index cannot hold its own digest, but a registry can answer with ever new ones.
        var blobs: [Digest: [UInt8]] = image.blobs
        var next = image.manifest
        for _ in 0..<6 {
            let bytes = try Document.encode(ImageIndex(manifests: [next]))
            next = Descriptor(mediaType: .index, digest: .of(bytes), size: Int64(bytes.count))
            blobs[next.digest] = bytes
        }
        let registry = StubRegistry(blobs, root: next)
        let server = try StubServer { registry.answer($0) }
        let error = await #expect(throws: RegistryError.self) {
            try await bench.pull("\(server.authority)/a:1")
        }
        #expect(error?.description.contains("too deep") == true)
    }

    // MARK: Blobs

    @Test func `cannot send other bytes for a blob`() async throws {
        let layer = try #require(image.layers.last)
        let text = try await onLayer(
            Answer(200, [], [UInt8](repeating: 1, count: Int(layer.size)))
        )
        #expect(text.contains("is damaged: its digest is"))
        #expect(bench.partials.isEmpty)
    }

    @Test func `cannot send more than it said`() async throws {
        let layer = try #require(image.layers.last)
        let more = [UInt8](repeating: 1, count: Int(layer.size) + 1)
        #expect(try await onLayer(Answer(200, [], more)).contains("has more than \(layer.size)"))
    }

    @Test func `cannot make us wait for bytes that never come`() async throws {
        let layer = try #require(image.layers.last)
        let text = try await onLayer(
            Answer(200, [], [UInt8](repeating: 1, count: 10), cutAfter: 10)
        )
        #expect(text.contains("of \(layer.size) bytes"), "\(text)")
    }

    @Test func `cannot send another part than was asked for`() async throws {
        let layer = try #require(image.layers.last)
        let text = try await refusal { request, answer in
            guard request.path.hasSuffix("\(layer.digest)") else { return answer }
            guard request.rangeStart != nil else {
                var answer = answer
                answer.cutAfter = 100
                return answer
            }
            return Answer(206, [("Content-Range", "bytes 50-99/\(layer.size)")], answer.body)
        }
        #expect(text.contains("wrong part"))
    }

    // MARK: Redirects

    @Test func `cannot send us in circles`() async throws {
        let text = try await onLayer(Answer(307, [("Location", "?again")]))
        #expect(text.contains("redirects more than 5 times"))
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://x/y", "http://user:pass@x/", "", "gopher:"])
    func `cannot send us to what is not the web`(location: String) async throws {
        let text = try await onLayer(Answer(302, [("Location", location)]))
        #expect(text.contains("redirects to no address"), "\(text)")
    }

    @Test func `does not get us to tell another host who we are`() async throws {
        let layer = try #require(image.layers.last)
        let bytes = image.blobs[layer.digest] ?? []
        let elsewhere = try StubServer { _ in Answer(200, [], bytes) }
        let registry = StubRegistry(image)
        let server = try StubServer { request in
            guard request.headers["authorization"] != nil else {
                return Answer(401, [("WWW-Authenticate", "Basic realm=\"x\"")])
            }
            guard request.path.hasSuffix("\(layer.digest)") else { return registry.answer(request) }
            return Answer(307, [("Location", "http://\(elsewhere.authority)/blob?signed=1")])
        }
        let auth = #"{"auths":{"\#(server.authority)":{"auth":"dTpw"}}}"#
        try await bench.pull(
            "\(server.authority)/a:1",
            RegistrySettings(),
            ["DOCKER_AUTH_CONFIG": auth]
        )
        #expect(elsewhere.lines == ["GET /blob?signed=1"])
        #expect(elsewhere.requests.first?.headers["authorization"] == nil)
    }

    // MARK: Words

    @Test func `cannot write on our terminal`() async throws {
        let body = Array(
            #"{"errors":[{"code":"DENIED","message":"\u001b[31mred\u0007"}]}"#.utf8
        )
        let text = try await onManifest(Answer(403, [], body))
        #expect(text.contains("DENIED: [31mred"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `that has had enough is told of with its own words`() async throws {
        let body = Array(
            #"{"errors":[{"code":"TOOMANYREQUESTS","message":"pull rate limit"}]}"#.utf8
        )
        let text = try await onManifest(Answer(429, [("Retry-After", "3600")], body))
        #expect(text.contains("has been asked too often (TOOMANYREQUESTS: pull rate limit)"))
        #expect(bench.events.retries == 0)
    }
}
