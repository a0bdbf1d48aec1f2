package import OCI
import Synchronization

/// The way to registries for one piece of work: open connections, tokens, settings.
///
/// To be closed with `close()` when the work is done; `withRegistries` does so.
package final class RegistryAccess: Sendable {
    private struct Key: Hashable {
        let host: RegistryHost
        let isInsecure: Bool
    }

    /// What the user has settled.
    package let settings: RegistrySettings
    /// Who is told what goes on.
    let observer: any TransferObserver
    private let credentials: CredentialStore
    private let clients: HTTPClients
    private let patience: Patience
    private let connections = Mutex<[Key: RegistryConnection]>([:])

    /// A way to registries.
    ///
    /// - Parameters:
    ///   - settings: Mirrors and the like.
    ///   - credentials: Who we are.
    ///   - environment: `HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`, `HOME`.
    ///   - observer: Is told what goes on.
    package convenience init(
        settings: RegistrySettings,
        credentials: CredentialStore,
        environment: [String: String],
        observer: any TransferObserver = SilentObserver()
    ) {
        self.init(
            settings: settings,
            credentials: credentials,
            certificates: CertificateFolders(environment: environment),
            proxies: ProxySettings(environment: environment),
            patience: .standard,
            observer: observer
        )
    }

    init(
        settings: RegistrySettings,
        credentials: CredentialStore,
        certificates: CertificateFolders,
        proxies: ProxySettings,
        addresses: [String: String] = [:],
        patience: Patience,
        observer: any TransferObserver
    ) {
        self.settings = settings
        self.credentials = credentials
        self.clients = HTTPClients(
            certificates: certificates,
            proxies: proxies,
            addresses: addresses
        )
        self.patience = patience
        self.observer = observer
    }

    /// Closes all connections.
    package func close() async {
        await clients.close()
    }

    /// What makes the requests.
    var sender: RequestSender {
        RequestSender(clients: clients, patience: patience, observer: observer)
    }

    /// A repository at one of the places of an image.
    func repository(at place: RegistryPlace) -> RegistryRepository {
        RegistryRepository(
            name: place.reference.repository,
            connection: connection(
                to: RegistryHost(place.reference.registry),
                isInsecure: place.isInsecure
            )
        )
    }

    /// A registry; always the same connection for one host, so that tokens are asked for once.
    func connection(to host: RegistryHost, isInsecure: Bool) -> RegistryConnection {
        connections.withLock { table in
            let key = Key(host: host, isInsecure: isInsecure)
            if let there = table[key] { return there }
            let connection = RegistryConnection(
                host,
                isInsecure: isInsecure,
                credentials: credentials,
                sender: sender
            )
            table[key] = connection
            return connection
        }
    }
}

/// Does some work with registries, and closes the connections afterwards.
///
/// - Parameters:
///   - access: The way to them.
///   - work: What is done.
/// - Returns: What the work returns.
/// - Throws: What the work throws.
package func withRegistries<Value>(
    _ access: RegistryAccess,
    _ work: (RegistryAccess) async throws -> Value
) async throws -> Value {
    do {
        let value = try await work(access)
        await access.close()
        return value
    } catch {
        await access.close()
        throw error
    }
}
