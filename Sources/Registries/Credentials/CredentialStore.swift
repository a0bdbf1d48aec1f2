import FoundationEssentials
import Glibc
import HostSystem
package import SystemPackage

/// What the user's files and helper programs know of who we are.
package struct CredentialStore: Sendable {
    private let files: CredentialFiles
    private let known: Credential?

    /// The store that an environment leads to.
    ///
    /// - Parameters:
    ///   - environment: `DOCKER_AUTH_CONFIG`, `REGISTRY_AUTH_FILE`, `DOCKER_CONFIG`, `XDG_RUNTIME_DIR`,
    ///     `XDG_CONFIG_HOME`, `HOME`.
    ///   - uid: The user on the host.
    package init(environment: [String: String], uid: UInt32) {
        files = CredentialFiles(environment: environment, uid: uid)
        known = nil
    }

    /// One credential for every registry, to be tried.
    init(known: Credential) {
        files = CredentialFiles(environment: [:], uid: 0)
        self.known = known
    }

    /// The file that `login` writes.
    package var writtenFile: FilePath { files.written }

    /// What is known for a registry.
    ///
    /// - Parameters:
    ///   - registry: As in `ImageReference.registry`.
    ///   - repository: The repository, for files that tell them apart.
    /// - Returns: The credential of the first file that has one; nil where none has.
    /// - Throws: `RegistryError` where a file or a helper fails.
    package func credential(
        for registry: String,
        repository: String? = nil
    ) async throws(RegistryError) -> Credential? {
        if let known { return known }
        if let inline = files.inline {
            let document = try CredentialDocument.decode(
                Array(inline.utf8),
                named: "the variable DOCKER_AUTH_CONFIG"
            )
            if let found = try await Self.credential(in: document, registry, repository) {
                return found
            }
        }
        for file in files.searched {
            guard let document = try CredentialDocument.read(file) else { continue }
            if let found = try await Self.credential(in: document, registry, repository) {
                return found
            }
        }
        return nil
    }

    private static func credential(
        in document: CredentialDocument,
        _ registry: String,
        _ repository: String?
    ) async throws(RegistryError) -> Credential? {
        let helpers = document.credHelpers ?? [:]
        if let key = CredentialDocument.key(for: registry, nil, in: helpers.keys),
            let name = helpers[key]
        {
            return try await CredentialHelper(name).get(key)
        }
        let auths = document.auths ?? [:]
        let key = CredentialDocument.key(for: registry, repository, in: auths.keys)
        if let key, let credential = auths[key]?.credential() { return credential }
        guard let name = document.credsStore, !name.isEmpty else { return nil }
        let helper = try CredentialHelper(name)
        return try await helper.get(CredentialDocument.dockerKey(for: registry))
    }

    // MARK: Login

    /// Where a credential was put.
    package enum Keeper: Sendable, Hashable {
        /// In a file, where anyone who can read the file can read it.
        case file(FilePath)
        /// In a helper program.
        case helper(String)
    }

    /// Keeps a credential.
    ///
    /// - Parameters:
    ///   - registry: As in `ImageReference.registry`.
    ///   - user: The name.
    ///   - secret: The password, or what stands in for one.
    /// - Returns: Where it is now.
    /// - Throws: `RegistryError`.
    package func keep(
        _ registry: String,
        user: String,
        secret: String
    ) async throws(RegistryError) -> Keeper {
        let key = CredentialDocument.dockerKey(for: registry)
        if let name = try helper(for: registry) {
            try await CredentialHelper(name).store(key, user: user, secret: secret)
            return .helper("docker-credential-\(name)")
        }
        let pair = Data("\(user):\(secret)".utf8).base64EncodedString()
        try CredentialFileEditor(files.written).change { auths in
            auths[key] = .object(["auth": .string(pair)])
        }
        return .file(files.written)
    }

    /// Forgets a credential.
    ///
    /// - Parameter registry: As in `ImageReference.registry`.
    /// - Returns: Where one was; nil where nothing was known.
    /// - Throws: `RegistryError`.
    package func forget(_ registry: String) async throws(RegistryError) -> Keeper? {
        if let name = try helper(for: registry) {
            let helper = try CredentialHelper(name)
            let key = CredentialDocument.dockerKey(for: registry)
            guard try await helper.get(key) != nil else { return nil }
            try await helper.erase(key)
            return .helper("docker-credential-\(name)")
        }
        guard let document = try CredentialDocument.read(files.written),
            CredentialDocument.key(for: registry, nil, in: (document.auths ?? [:]).keys) != nil
        else { return nil }
        try CredentialFileEditor(files.written).change { auths in
            while let key = CredentialDocument.key(for: registry, nil, in: auths.keys) {
                auths[key] = nil
            }
        }
        return .file(files.written)
    }

    private func helper(for registry: String) throws(RegistryError) -> String? {
        guard let document = try CredentialDocument.read(files.written) else { return nil }
        let helpers = document.credHelpers ?? [:]
        if let key = CredentialDocument.key(for: registry, nil, in: helpers.keys) {
            return helpers[key]
        }
        return document.credsStore.flatMap { $0.isEmpty ? nil : $0 }
    }
}
