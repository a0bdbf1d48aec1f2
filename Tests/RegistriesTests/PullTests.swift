import Foundation
import Images
import OCI
import TestSupport
import Testing

@testable import Registries

@Suite(.ownThreads) struct `A pull` {
    private let bench: RegistryBench
    private let image = SampleImage.standard

    init() throws {
        bench = try RegistryBench()
    }

    private func server(
        _ blobs: [Digest: [UInt8]]? = nil,
        _ special:
            @escaping @Sendable (StubServer.Request, StubServer.Answer) -> StubServer.Answer =
            { $1 }
    ) throws -> StubServer {
        let registry = StubRegistry(blobs ?? image.blobs, root: image.manifest)
        return try StubServer { special($0, registry.answer($0)) }
    }

    @Test func `brings all blobs and lets the name mean the manifest`() async throws {
        let server = try server()
        let name = "\(server.authority)/team/app:1"
        let pulled = try await bench.pull(name)
        #expect(pulled.isNew)
        #expect(pulled.descriptor.digest == image.manifest.digest)
        for digest in image.blobs.keys { #expect(bench.images.content.contains(digest)) }
        let stored = try bench.images.image(try ImageReference(name))
        #expect(stored?.descriptor.digest == image.manifest.digest)
        #expect(bench.partials.isEmpty)
    }

    @Test func `of what is there asks for one digest`() async throws {
        let server = try server()
        try await bench.pull("\(server.authority)/a:1")
        let before = server.requests.count
        let again = try await bench.pull("\(server.authority)/a:1")
        #expect(!again.isNew)
        let lines = server.lines[before...].filter { $0 != "GET /v2/" }
        #expect(lines == ["HEAD /v2/a/manifests/1"])
    }

    @Test func `by digest is not asked for twice at all`() async throws {
        let server = try server()
        let name = "\(server.authority)/a@\(image.manifest.digest)"
        try await bench.pull(name)
        let before = server.requests.count
        #expect(try await bench.pull(name).isNew == false)
        #expect(server.requests.count == before)
    }

    @Test func `takes the host's platform of an index, or another, or all`() async throws {
        let foreign = SampleImage([[("x", [1])]], architecture: "s390x")
        let (index, blobs) = SampleImage.index(of: [foreign, image])
        let registry = StubRegistry(blobs, root: index)
        let server = try StubServer { registry.answer($0) }
        let name = "\(server.authority)/a:1"
        #expect(try await bench.pull(name).descriptor.digest == image.manifest.digest)
        #expect(!bench.images.content.contains(foreign.manifest.digest))
        let other = try await bench.pull(
            name,
            platforms: .one(Platform(os: "linux", architecture: "s390x"))
        )
        #expect(other.descriptor.digest == foreign.manifest.digest)
        let all = try await bench.pull(name, platforms: .all)
        #expect(all.descriptor.digest == index.digest)
        for digest in blobs.keys { #expect(bench.images.content.contains(digest)) }
        await #expect(
            throws: ImageError.noPlatform(
                wanted: Platform(os: "linux", architecture: "arm"),
                available: ["linux/\(Platform.host.architecture)", "linux/s390x"].sorted()
            )
        ) {
            try await bench.pull(name, platforms: .one(Platform(os: "linux", architecture: "arm")))
        }
    }

    @Test func `goes on where the connection broke, as often as bytes come`() async throws {
        let layer = try #require(image.layers.first)
        let server = try server { request, answer in
            guard request.path.hasSuffix("\(layer.digest)") else { return answer }
            var answer = answer
            answer.cutAfter = 700
            return answer
        }
        try await bench.pull("\(server.authority)/a:1")
        let starts = server.requests.filter { $0.path.hasSuffix("\(layer.digest)") }
            .map { $0.rangeStart ?? 0 }
        #expect(starts == Array(stride(from: 0, to: Int(layer.size), by: 700)))
        #expect(bench.images.content.contains(layer.digest))
        #expect(bench.events.retries == starts.count - 1)
    }

    @Test func `goes on where an earlier one was stopped, and begins anew where a server cannot`()
        async throws
    {
        let layer = try #require(image.layers.first)
        for ranged in [true, false] {
            let bench = try RegistryBench()
            guard case .begun(let writer) = try bench.images.content.resume(layer) else {
                Issue.record("nothing was begun")
                return
            }
            let bytes = Array((image.blobs[layer.digest] ?? []).prefix(1000))
            try bytes.withUnsafeBytes { try writer.write($0) }
            _ = consume writer
            let blobs = image.blobs
            let server = try server { request, answer in
                if ranged || request.rangeStart == nil { return answer }
                let digest = request.path.split(separator: "/").last.map(String.init) ?? ""
                return StubServer.Answer(200, [], blobs[(try? Digest(digest)) ?? .of([])] ?? [])
            }
            try await bench.pull("\(server.authority)/a:1")
            let asked = server.requests.filter { $0.path.hasSuffix("\(layer.digest)") }
            #expect(asked.map(\.rangeStart) == [1000])
            #expect(bench.images.content.contains(layer.digest))
        }
    }

    @Test func `begins anew where what was left is damaged`() async throws {
        let layer = try #require(image.layers.first)
        guard case .begun(let writer) = try bench.images.content.resume(layer) else {
            Issue.record("nothing was begun")
            return
        }
        try [UInt8](repeating: 9, count: 512).withUnsafeBytes { try writer.write($0) }
        _ = consume writer
        let server = try server()
        try await bench.pull("\(server.authority)/a:1")
        #expect(bench.images.content.contains(layer.digest))
    }

    @Test func `is tried again after a passing failure, as late as the registry says`()
        async throws
    {
        let failures = Countdown(2)
        let server = try server { request, answer in
            guard request.path.contains("/manifests/"), failures.take() else { return answer }
            return StubServer.Answer(failures.left == 1 ? 503 : 429, [("Retry-After", "1")])
        }
        let began = ContinuousClock.now
        try await bench.pull("\(server.authority)/a:1")
        #expect(began.duration(to: .now) >= .seconds(1))
        #expect(bench.events.retries == 2)
    }

    @Test func `asks mirrors first, and says which did not help`() async throws {
        let server = try server()
        let settings = RegistrySettings(rules: [
            RegistryRule(
                prefix: "docker.io",
                mirrors: [
                    .init(location: "127.0.0.1:9"), .init(location: "\(server.authority)/hub"),
                ]
            )
        ])
        let pulled = try await bench.pull("app:1", settings)
        #expect(pulled.place.reference.description == "\(server.authority)/hub/library/app:1")
        #expect(try bench.images.image(try ImageReference("app:1")) != nil)
        #expect(bench.events.notes.first?.contains("the mirror 127.0.0.1:9 did not help") == true)
    }

    @Test func `of a blocked name asks nobody`() async throws {
        let settings = RegistrySettings(
            rules: [RegistryRule(prefix: "docker.io", isBlocked: true)],
            file: "/etc/x.yml"
        )
        let error = await #expect(throws: RegistryError.self) {
            try await bench.pull("app", settings)
        }
        #expect(error?.description == "app is blocked")
        #expect(error?.hint?.contains("/etc/x.yml") == true)
    }

    @Test func `of two at once downloads each blob once`() async throws {
        let server = try server()
        let name = "\(server.authority)/a:1"
        async let one = bench.pull(name)
        async let two = bench.pull(name)
        _ = try await (one, two)
        let blobs = server.lines.filter { $0.contains("/blobs/") }
        #expect(blobs.count == Set(blobs).count, "\(blobs)")
    }

    @Test(.needsRoot) func `unpacks while it downloads`() async throws {
        let server = try server()
        let pulled = try await bench.pull("\(server.authority)/a:1", isUnpacked: true)
        let top = try #require(pulled.loaded?.snapshots.last)
        let hello = try String(contentsOfFile: "\(top.path)/hello", encoding: .utf8)
        #expect(hello == "hello\n")
        #expect(pulled.loaded?.snapshots.count == 2)
    }
}
