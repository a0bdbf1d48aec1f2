import Foundation
import Images
import OCI
import TestSupport
import Testing

@testable import Registries

@Suite(.needsRegistry, .ownThreads) struct `A real registry` {
    private let bench: RegistryBench
    private let image = SampleImage.standard

    init() throws {
        bench = try RegistryBench()
    }

    @Test func `gives back what was pushed, digest by digest`() async throws {
        let registry = try DockerRegistry()
        let name = "\(registry.authority)/team/app:1"
        try bench.add(image, as: name)
        try await bench.push(image.manifest, as: name)
        let other = try RegistryBench()
        let pulled = try await other.pull(name)
        #expect(pulled.descriptor.digest == image.manifest.digest)
        for (digest, bytes) in image.blobs {
            let size = try other.images.content.size(of: digest)
            #expect(size == Int64(bytes.count))
        }
    }

    @Test func `is not sent what it has, and takes from a neighbour what that has`() async throws {
        let registry = try DockerRegistry()
        let first = "\(registry.authority)/team/app:1"
        try bench.add(image, as: first)
        try await bench.push(image.manifest, as: first)
        #expect(bench.events.finished.count == 3)
        try await bench.push(image.manifest, as: first)
        try await bench.push(image.manifest, as: "\(registry.authority)/other/copy:2")
        // Nothing was uploaded the second and the third time.
        #expect(bench.events.finished.count == 3)
        #expect(bench.events.present.count == 3)
        let other = try RegistryBench()
        #expect(try await other.pull("\(registry.authority)/other/copy:2").isNew)
    }

    @Test func `takes a blob in parts`() async throws {
        let registry = try DockerRegistry()
        try bench.add(image, as: "\(registry.authority)/a:1")
        let layer = try #require(image.layers.first)
        try await withRegistries(bench.access()) { access in
            let reference = try ImageReference("\(registry.authority)/a:1")
            let repository = access.repository(at: RegistryPlace(reference))
            var upload = BlobUpload(
                repository: repository,
                descriptor: layer,
                content: bench.images.content,
                neighbours: [],
                observer: bench.events
            )
            upload.chunkBytes = 1000
            try await upload.run()
            #expect(try await repository.hasBlob(layer.digest, scopes: repository.pulling))
        }
    }

    @Test func `takes an index with all its platforms`() async throws {
        let registry = try DockerRegistry()
        let foreign = SampleImage([[("x", [1])]], architecture: "s390x")
        let (index, blobs) = SampleImage.index(of: [foreign, image])
        try bench.add(blobs)
        let name = "\(registry.authority)/all:1"
        try await bench.push(index, as: name)
        let other = try RegistryBench()
        let pulled = try await other.pull(name, platforms: .all)
        #expect(pulled.descriptor.digest == index.digest)
    }

    @Test func `with passwords lets in who has one`() async throws {
        let registry = try DockerRegistry(
            files: ["htpasswd": try Self.htpasswd()],
            more: "auth: {htpasswd: {realm: test, path: FOLDER/htpasswd}}"
        )
        let name = "\(registry.authority)/a:1"
        try bench.add(image, as: name)
        let stranger = await #expect(throws: RegistryError.self) {
            try await bench.push(image.manifest, as: name)
        }
        #expect(stranger?.kind == .unauthorized)
        func auth(_ pair: String) -> [String: String] {
            let text = Data(pair.utf8).base64EncodedString()
            return [
                "DOCKER_AUTH_CONFIG": #"{"auths":{"\#(registry.authority)":{"auth":"\#(text)"}}}"#
            ]
        }
        await #expect(throws: RegistryError.self) {
            try await bench.push(image.manifest, as: name, RegistrySettings(), auth("me:wrong"))
        }
        try await bench.push(image.manifest, as: name, RegistrySettings(), auth("me:pass"))
        let other = try RegistryBench()
        try await other.pull(name, RegistrySettings(), auth("me:pass"))
        try await withRegistries(bench.access()) { access in
            try await access.verify(registry.authority, user: "me", secret: "pass")
            await #expect(throws: RegistryError.self) {
                try await access.verify(registry.authority, user: "me", secret: "no")
            }
        }
    }

    private static func htpasswd() throws -> String {
        let program = try SpawnedProgram(
            [
                "/usr/bin/perl", "-e",
                #"print "me:", crypt("pass", "\$2y\$05\$abcdefghijklmnopqrstuu"), "\n""#,
            ],
            environment: [:],
            directory: "/"
        )
        return try program.wait().stdout
    }

    @Test(.needsRoot, .needsPodman) func `is read and written by podman as by us`() async throws {
        let registry = try DockerRegistry()
        let image = SampleImage([[("bin/x", Array("x".utf8))]])
        let ours = "\(registry.authority)/ours:1"
        try bench.add(image, as: ours)
        try await bench.push(image.manifest, as: ours)
        let words = [
            "--root", bench.folder + "/podman", "--runroot", bench.folder + "/run",
            "--storage-driver", "vfs",
        ]
        let theirs = "\(registry.authority)/theirs:1"
        for command in [["pull", ours], ["push", ours, "docker://\(theirs)"]] {
            let program = try SpawnedProgram(
                ["/usr/bin/podman"] + words + [command[0], "-q", "--tls-verify=false"]
                    + command.dropFirst(),
                environment: ["HOME": bench.folder, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
                directory: "/"
            )
            let end = try program.wait()
            #expect(end.code == 0, "\(end.stderr)")
        }
        let other = try RegistryBench()
        let pulled = try await other.pull(theirs, isUnpacked: true)
        let top = try #require(pulled.loaded?.snapshots.last)
        #expect(try String(contentsOfFile: "\(top.path)/bin/x", encoding: .utf8) == "x")
    }

    @Test(.needsSkopeo) func `is read and written by skopeo as by us`() async throws {
        let registry = try DockerRegistry()
        try bench.add(image, as: "\(registry.authority)/ours:1")
        try await bench.push(image.manifest, as: "\(registry.authority)/ours:1")
        let copy = try SpawnedProgram(
            [
                "/usr/bin/skopeo", "--insecure-policy", "copy", "--preserve-digests",
                "--src-tls-verify=false",
                "--dest-tls-verify=false", "docker://\(registry.authority)/ours:1",
                "docker://\(registry.authority)/theirs:1",
            ],
            environment: ["HOME": bench.folder, "PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        let end = try copy.wait()
        #expect(end.code == 0, "\(end.stderr)")
        let other = try RegistryBench()
        let pulled = try await other.pull("\(registry.authority)/theirs:1")
        #expect(pulled.descriptor.digest == image.manifest.digest)
    }
}
