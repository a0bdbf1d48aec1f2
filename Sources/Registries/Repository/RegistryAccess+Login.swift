import NIOHTTP1
import OCI

extension RegistryAccess {
    /// Tries a name and a password.
    ///
    /// - Parameters:
    ///   - registry: As in `ImageReference.registry`.
    ///   - user: The name.
    ///   - secret: The password.
    /// - Throws: `RegistryError` where the registry does not know them.
    package func verify(_ registry: String, user: String, secret: String) async throws {
        let host = RegistryHost(registry)
        let rule = settings.rules.first { $0.prefix == registry }
        let connection = RegistryConnection(
            host,
            isInsecure: rule?.isInsecure == true,
            credentials: CredentialStore(known: .password(user: user, secret: secret)),
            sender: sender
        )
        let response = try await connection.request(.GET, "", scopes: [])
        switch response.status {
        case 200: return
        case 401, 403:
            throw RegistryError(
                .unauthorized,
                "\(host) does not accept this name and password"
            )
        case 404:
            throw RegistryError(.malformed, "\(host) is not a registry: it has no /v2/")
        default:
            throw RegistryError(.server, "\(host) answers with status \(response.status)")
        }
    }
}
