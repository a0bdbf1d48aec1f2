import Foundation
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Registries

/// A registry with a certificate of an authority that only a folder of the test vouches for.
@Suite(
    .needsRegistry,
    .ownThreads,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"),
        "needs openssl"
    )
)
struct `TLS with a registry` {
    private let bench: RegistryBench
    private let registry: DockerRegistry
    private let name: String

    init() throws {
        bench = try RegistryBench()
        let folder = bench.folder + "/certificates"
        try Self.makeCertificates(in: folder)
        registry = try DockerRegistry(
            http: "  tls: {certificate: \(folder)/server.crt, key: \(folder)/server.key}"
        )
        // Not by its address: a registry of this machine need not prove who it is.
        name = "registry.test:\(registry.port)/app:1"
    }

    private static func makeCertificates(in folder: String) throws {
        let script = """
            set -e; mkdir -p "$1"; cd "$1"
            key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            openssl req -x509 $key -keyout ca.key -out ca.crt -days 2 -subj /CN=authority
            openssl req $key -keyout server.key -out server.csr -subj /CN=registry.test
            echo "subjectAltName=DNS:registry.test" > names
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 \
                -extfile names -out server.crt
            """
        let program = try SpawnedProgram(
            ["/bin/sh", "-c", script, "sh", folder],
            environment: ["PATH": "/usr/bin:/bin"],
            directory: "/"
        )
        let end = try program.wait()
        #expect(end.code == 0, "\(end.stderr)")
    }

    private func certificates(for authority: String) throws -> CertificateFolders {
        let place = "\(bench.folder)/certs.d/\(authority)"
        try FileManager.default.createDirectory(
            atPath: place,
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(
            atPath: bench.folder + "/certificates/ca.crt",
            toPath: place + "/ca.crt"
        )
        return CertificateFolders(folders: [FilePath("\(bench.folder)/certs.d")])
    }

    private func error(
        _ name: String,
        _ settings: RegistrySettings = RegistrySettings(),
        _ certificates: CertificateFolders = CertificateFolders(folders: [])
    ) async throws -> RegistryError? {
        await #expect(throws: RegistryError.self) {
            try await bench.pull(name, settings, certificates: certificates)
        }
    }

    @Test func `needs an authority that this machine trusts`() async throws {
        let stranger = try await error(name)
        #expect(stranger?.kind == .untrusted)
        #expect(stranger?.hint?.contains("certs.d/registry.test:\(registry.port)") == true)
        // A folder of another port is not asked.
        let other = try certificates(for: "registry.test:1")
        #expect(try await error(name, RegistrySettings(), other)?.kind == .untrusted)
    }

    @Test func `takes the authority of the host's folder`() async throws {
        let trusted = try certificates(for: "registry.test:\(registry.port)")
        let absent = try await error(name, RegistrySettings(), trusted)
        // Nothing has been pushed; but it was let in.
        #expect(absent?.kind == .notFound, "\(String(describing: absent))")
    }

    @Test func `is not asked for proof where the settings say so`() async throws {
        let settings = RegistrySettings(rules: [
            RegistryRule(prefix: "registry.test:\(registry.port)", isInsecure: true)
        ])
        #expect(try await error(name, settings)?.kind == .notFound)
    }

    @Test func `is spoken with a registry of this machine, whoever vouches for it`() async throws {
        #expect(try await error("\(registry.authority)/app:1")?.kind == .notFound)
    }

    @Test func `is not done without by a registry elsewhere`() async throws {
        let plain = try DockerRegistry()
        let refusal = try await error("registry.test:\(plain.port)/app:1")
        #expect(refusal?.description == "registry.test:\(plain.port) does not speak TLS")
        let settings = RegistrySettings(rules: [
            RegistryRule(prefix: "registry.test:\(plain.port)", isInsecure: true)
        ])
        #expect(
            try await error("registry.test:\(plain.port)/app:1", settings)?.kind == .notFound
        )
    }
}
