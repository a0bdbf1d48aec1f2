import FoundationEssentials
import Glibc
import HostSystem
import SystemPackage

/// A program that keeps credentials: `docker-credential-X`.
///
/// Source: docker/docker-credential-helpers, README, "Development".
struct CredentialHelper: Sendable {
    /// The `X` of its name.
    let name: String

    /// A helper that a file names.
    ///
    /// - Throws: `RegistryError` where the name could be more than a name.
    init(_ name: String) throws(RegistryError) {
        let isName = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
        }
        guard isName, !name.isEmpty else {
            throw RegistryError(.settings, "\"\(name)\" cannot be the name of a credential helper")
        }
        self.name = name
    }

    private struct Answer: Codable {
        var ServerURL: String?
        var Username: String
        var Secret: String
    }

    /// What it knows of a registry; nil where it knows nothing.
    ///
    /// - Parameter server: The key that docker would ask by.
    /// - Returns: The credential.
    /// - Throws: `RegistryError` where it fails.
    func get(_ server: String) async throws(RegistryError) -> Credential? {
        let (code, output) = try await run("get", Array(server.utf8))
        if code != 0 {
            if output.contains("credentials not found") { return nil }
            throw failure("get", output)
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output.utf8)) else {
            throw failure("get", "its answer cannot be read")
        }
        // The name <token> marks a refresh token; same source.
        if answer.Username == "<token>" { return .identityToken(answer.Secret) }
        return answer.Username.isEmpty
            ? nil : .password(user: answer.Username, secret: answer.Secret)
    }

    /// Lets it keep a credential.
    ///
    /// - Throws: `RegistryError` where it fails.
    func store(_ server: String, user: String, secret: String) async throws(RegistryError) {
        let answer = Answer(ServerURL: server, Username: user, Secret: secret)
        guard let input = try? JSONEncoder().encode(answer) else {
            throw failure("store", "the password cannot be written as JSON")
        }
        let (code, output) = try await run("store", Array(input))
        if code != 0 { throw failure("store", output) }
    }

    /// Lets it forget a credential.
    ///
    /// - Throws: `RegistryError` where it fails.
    func erase(_ server: String) async throws(RegistryError) {
        let (code, output) = try await run("erase", Array(server.utf8))
        if code != 0, !output.contains("credentials not found") { throw failure("erase", output) }
    }

    private func failure(_ action: String, _ output: String) -> RegistryError {
        let line = output.split(whereSeparator: \.isNewline).first ?? "it says nothing"
        return RegistryError(
            .settings,
            "docker-credential-\(name) \(action) failed: \(line.prefix(300))",
            hint: "\"credsStore\" and \"credHelpers\" of docker's config.json name it"
        )
    }

    // MARK: The process

    private func run(_ action: String, _ input: [UInt8]) async throws(RegistryError) -> (
        code: Int32, output: String
    ) {
        let program = "docker-credential-\(name)"
        do {
            return try await offload { () throws(SystemError) in
                try Self.run([program, action], input)
            }
        } catch {
            throw RegistryError(
                .settings,
                error.description,
                hint: "install \(program), or take it out of docker's config.json"
            )
        }
    }

    private static func run(
        _ words: [String],
        _ input: [UInt8]
    ) throws(SystemError) -> (code: Int32, output: String) {
        let inputs = try OpenPipe(size: 65_536)
        let outputs = try OpenPipe(size: 65_536)
        let pid = try spawn(words, inputs.reading.descriptor, outputs.writing.descriptor)
        // Our copies of its ends go, or its output would never end.
        let output = outputs.takeReading()
        send(input, to: inputs.takeWriting())
        let bytes = (try? output.readAll(limit: 1 << 20, name: words[0])) ?? []
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return (code, String(decoding: bytes, as: UTF8.self))
    }

    /// Sends a few hundred bytes, less than a pipe holds, so that it never waits; then closes the pipe.
    private static func send(_ input: [UInt8], to pipe: consuming OpenFile) {
        // A program that does not read its input says by its exit code what it thinks.
        try? pipe.writeAll(input, name: "a credential helper")
    }

    private static func spawn(
        _ words: [String],
        _ input: Int32,
        _ output: Int32
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, words[0], &actions, &attributes, arguments, environ)
        guard failure == 0 else {
            throw SystemError(
                "run \(words[0])",
                call: "posix_spawn",
                errno: Errno(rawValue: failure)
            )
        }
        return pid
    }
}
