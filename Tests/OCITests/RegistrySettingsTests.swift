import Testing

@testable import OCI

@Suite struct `The settings of registries` {
    private let settings = RegistrySettings(
        aliases: ["alpine": "mirror.example.org/os/alpine", "app": "localhost:5000/app"],
        rules: [
            RegistryRule(
                prefix: "docker.io",
                mirrors: [
                    .init(location: "10.0.0.1:5000/hub", isInsecure: true),
                    .init(location: "cache.example.org", use: .digests),
                ]
            ),
            RegistryRule(prefix: "docker.io/team", isBlocked: true),
            RegistryRule(prefix: "*.corp.example", isInsecure: true),
            RegistryRule(prefix: "old.example.org", location: "new.example.org/old"),
        ]
    )

    private func places(_ text: String) throws -> [String] {
        try settings.places(of: try settings.reference(text)).map {
            "\($0.reference)\($0.isInsecure ? " insecure" : "")\($0.isMirror ? " mirror" : "")"
        }
    }

    @Test func `let short names stand for long ones, whatever the tag`() throws {
        #expect(
            try settings.reference("alpine").description == "mirror.example.org/os/alpine:latest"
        )
        #expect(
            try settings.reference("docker://alpine:3").description
                == "mirror.example.org/os/alpine:3"
        )
        #expect(try settings.reference("app:1").description == "localhost:5000/app:1")
        #expect(try settings.reference("app/x").description == "docker.io/app/x:latest")
        #expect(try settings.reference("debian").description == "docker.io/library/debian:latest")
    }

    @Test func `put mirrors before the registry, those of digests only for digests`() throws {
        #expect(
            try places("debian:12") == [
                "10.0.0.1:5000/hub/library/debian:12 insecure mirror",
                "docker.io/library/debian:12",
            ]
        )
        let digest = Digest.of([])
        #expect(
            try places("debian@\(digest)") == [
                "10.0.0.1:5000/hub/library/debian@\(digest) insecure mirror",
                "cache.example.org/library/debian@\(digest) mirror",
                "docker.io/library/debian@\(digest)",
            ]
        )
    }

    @Test func `hold for whole components, the longest prefix first`() throws {
        #expect(try places("team/app") == [])
        #expect(try settings.home(of: try ImageReference("team/app")) == nil)
        #expect(try places("teams/app").last == "docker.io/teams/app:latest")
        #expect(try places("a.corp.example:5000/x") == ["a.corp.example:5000/x:latest insecure"])
        #expect(try places("corp.example/x") == ["corp.example/x:latest"])
        #expect(try places("old.example.org/a/b:1") == ["new.example.org/old/a/b:1"])
        #expect(
            try places("old.example.org.evil.example/a") == [
                "old.example.org.evil.example/a:latest"
            ]
        )
    }
}
