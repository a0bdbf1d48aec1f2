import FoundationEssentials
import HostSystem
import OCI
import SystemPackage

/// The credentials in a file of docker's or of podman's and skopeo's, whose form is the same.
///
/// Source: docker's config.json; containers-auth.json(5).
struct CredentialDocument: Sendable, Decodable {
    /// What is kept of one registry.
    struct Entry: Sendable, Decodable {
        /// `NAME:PASSWORD` in base64.
        var auth: String?
        /// The name, in files that do not put both into one.
        var username: String?
        /// The password, likewise.
        var password: String?
        /// OAuth2's refresh token.
        var identitytoken: String?

        /// The credential; nil where the entry only says that a helper has it.
        func credential() -> Credential? {
            if let identitytoken, !identitytoken.isEmpty { return .identityToken(identitytoken) }
            if let auth, !auth.isEmpty, let pair = Data(base64Encoded: auth) {
                let text = String(decoding: pair, as: UTF8.self)
                guard let colon = text.firstIndex(of: ":") else { return nil }
                // Old versions of docker end the text with NUL.
                let secret = text[text.index(after: colon)...].filter { $0 != "\0" }
                return .password(user: String(text[..<colon]), secret: secret)
            }
            guard let username, let password, !username.isEmpty else { return nil }
            return .password(user: username, secret: password)
        }
    }

    /// By registry, or registry and beginning of the repository.
    var auths: [String: Entry]?
    /// The program that knows the credentials of one registry: `X` of `docker-credential-X`.
    var credHelpers: [String: String]?
    /// The program that knows all others.
    var credsStore: String?

    /// Reads a file; nil where there is none.
    ///
    /// - Throws: `RegistryError` where it cannot be read or understood.
    static func read(_ path: FilePath) throws(RegistryError) -> CredentialDocument? {
        let bytes: [UInt8]
        do {
            bytes = try OpenFile(opening: path).readAll(limit: 1 << 20, name: "\(path)")
        } catch {
            if [.noSuchFileOrDirectory, .notDirectory].contains(error.errno) { return nil }
            throw RegistryError(.settings, error.description, hint: error.hint)
        }
        return try decode(bytes, named: "\(path)")
    }

    /// Reads the text of a file.
    static func decode(
        _ bytes: [UInt8],
        named name: String
    ) throws(RegistryError) -> CredentialDocument {
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
            return CredentialDocument()
        }
        do {
            return try Document.decode(CredentialDocument.self, from: bytes, named: name)
        } catch {
            throw RegistryError(
                .settings,
                error.description,
                hint: "mend the file, or move it away and log in again"
            )
        }
    }

    /// No credentials.
    private init() {}

    // MARK: Keys

    /// The key of an entry for a repository: the longest that its name begins with, in whole components.
    ///
    /// - Parameters:
    ///   - registry: The registry of a reference.
    ///   - repository: The repository; nil where the registry as a whole is meant.
    ///   - keys: The keys that there are.
    /// - Returns: One of the keys.
    static func key(
        for registry: String,
        _ repository: String?,
        in keys: some Collection<String>
    ) -> String? {
        let name = repository.map { "\(registry)/\($0)" } ?? registry
        let fitting = keys.filter { key in
            let plain = Self.plain(key)
            return plain == registry || name == plain || name.hasPrefix(plain + "/")
        }
        // Two spellings of one registry: the shorter is the one that is written today.
        return fitting.max {
            (Self.plain($0).count, -$0.count) < (Self.plain($1).count, -$1.count)
        }
    }

    /// A key without scheme and version, and Docker Hub's names as one.
    private static func plain(_ key: String) -> String {
        var text = key[...]
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            text = text.dropFirst(scheme.count)
        }
        while text.hasSuffix("/") { text = text.dropLast() }
        for version in ["/v1", "/v2"] where text.hasSuffix(version) {
            text = text.dropLast(version.count)
        }
        let hub = ["index.docker.io", "registry-1.docker.io"]
        return hub.contains(String(text)) ? ImageReference.defaultRegistry : String(text)
    }

    /// How docker writes the key of a registry.
    static func dockerKey(for registry: String) -> String {
        registry == ImageReference.defaultRegistry ? "https://index.docker.io/v1/" : registry
    }
}
