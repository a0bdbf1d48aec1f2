import Foundation
import SystemPackage
import Testing

@testable import Registries

@Suite struct `Credentials` {
    private let home: String

    init() throws {
        home = NSTemporaryDirectory() + "credentials-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: home + "/.docker",
            withIntermediateDirectories: true
        )
    }

    private var store: CredentialStore {
        CredentialStore(
            environment: ["HOME": home, "XDG_RUNTIME_DIR": home + "/run"],
            uid: 0
        )
    }

    private func write(_ text: String, to name: String = ".docker/config.json") throws {
        let path = "\(home)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test(arguments: [
        ("https://index.docker.io/v1/", "docker.io", "library/x"),
        ("docker.io", "docker.io", nil),
        ("localhost:5000", "localhost:5000", "a/b"),
        ("https://quay.io", "quay.io", nil),
        ("quay.io/team", "quay.io", "team/app"),
        ("https://ghcr.io/v2/", "ghcr.io", nil),
    ])
    func `are found under all spellings of a registry`(
        key: String,
        registry: String,
        repository: String?
    ) async throws {
        try write(#"{"auths": {"\#(key)": {"auth": "bWU6cGFzczp3b3Jk"}}}"#)
        let found = try await store.credential(for: registry, repository: repository)
        #expect(found == .password(user: "me", secret: "pass:word"))
    }

    @Test(arguments: [
        ("localhost:5000", "localhost:5001", nil), ("quay.io", "evil-quay.io", nil),
        ("quay.io/team", "quay.io", "teams/x"), ("quay.io/team", "quay.io", nil),
        ("quay.io", "quay.io.evil.example", nil),
    ])
    func `are not given to a registry of another name`(
        key: String,
        registry: String,
        repository: String?
    ) async throws {
        try write(#"{"auths": {"\#(key)": {"auth": "bWU6cA=="}}}"#)
        #expect(try await store.credential(for: registry, repository: repository) == nil)
    }

    @Test func `of the longest prefix and the first file are taken`() async throws {
        try write(
            #"{"auths": {"quay.io": {"auth": "YTph"}, "quay.io/team": {"auth": "Yjpi"}}}"#,
            to: "run/containers/auth.json"
        )
        try write(#"{"auths": {"quay.io": {"auth": "Yzpj"}, "ghcr.io": {"auth": "ZDpk"}}}"#)
        let team = try await store.credential(for: "quay.io", repository: "team/app")
        #expect(team == .password(user: "b", secret: "b"))
        let whole = try await store.credential(for: "quay.io", repository: "x")
        #expect(whole == .password(user: "a", secret: "a"))
        let other = try await store.credential(for: "ghcr.io")
        #expect(other == .password(user: "d", secret: "d"))
    }

    @Test func `are kept and forgotten without a change to anything else of the file`()
        async throws
    {
        try write(#"{"HttpHeaders": {"X": ["1", 2.5, null, true]}, "auths": {"a.io": {}}}"#)
        let kept = try await store.keep("b.io", user: "u", secret: "s")
        #expect(kept == .file(FilePath("\(home)/.docker/config.json")))
        #expect(try await store.credential(for: "b.io") == .password(user: "u", secret: "s"))
        let path = "\(home)/.docker/config.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("HttpHeaders") && text.contains("2.5") && text.contains("a.io"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try await store.forget("b.io") != nil)
        #expect(try await store.forget("b.io") == nil)
        #expect(try await store.credential(for: "b.io") == nil)
    }

    @Test func `in a damaged file are told of, with the file`() async throws {
        try write("{ not json")
        let error = await #expect(throws: RegistryError.self) {
            try await store.credential(for: "a.io")
        }
        #expect(error?.description.contains("/.docker/config.json") == true)
    }

    @Test(arguments: ["../evil", "a/b", "", "a b", "x;y"])
    func `are not asked of a helper whose name is more than a name`(name: String) throws {
        #expect(throws: RegistryError.self) { try CredentialHelper(name) }
    }
}
