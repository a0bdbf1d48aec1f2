import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization

/// The HTTP clients of one piece of work, one for each host, since each may have certificates and a proxy of its own.
///
/// Redirects are never followed here: who may be shown what is decided where the request is made.
final class HTTPClients: Sendable {
    private struct Key: Hashable {
        let origin: String
        let isVerified: Bool
    }

    private struct Table {
        var clients: [Key: HTTPClient] = [:]
        var isClosed = false
    }

    private let table = Mutex(Table())
    private let certificates: CertificateFolders
    private let proxies: ProxySettings
    private let addresses: [String: String]

    /// How long a connection may take to come about.
    private static let connectSeconds: Int64 = 15
    /// How long nothing may come before a connection counts as dead: registries check large uploads before they answer.
    private static let silenceSeconds: Int64 = 90

    /// No clients yet.
    ///
    /// - Parameters:
    ///   - certificates: Private authorities and client certificates.
    ///   - proxies: What is gone through.
    ///   - addresses: Of hosts that are not to be looked up, by name.
    init(
        certificates: CertificateFolders,
        proxies: ProxySettings,
        addresses: [String: String] = [:]
    ) {
        self.addresses = addresses
        self.certificates = certificates
        self.proxies = proxies
    }

    /// The client for an address.
    ///
    /// - Parameters:
    ///   - address: What is to be requested.
    ///   - isVerified: Whether the host must prove who it is.
    /// - Returns: The client, which is open until `close()`.
    /// - Throws: `RegistryError` where the certificates or the proxy cannot be used.
    func client(for address: WebAddress, isVerified: Bool) throws(RegistryError) -> HTTPClient {
        let key = Key(origin: address.origin, isVerified: isVerified)
        if let there = table.withLock({ $0.clients[key] }) { return there }
        let configuration = try configuration(for: address, isVerified)
        return try table.withLock { (table) throws(RegistryError) in
            if let first = table.clients[key] { return first }
            guard !table.isClosed else {
                throw RegistryError(.unreachable, "the work with registries is over")
            }
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton,
                configuration: configuration
            )
            table.clients[key] = client
            return client
        }
    }

    private func configuration(
        for address: WebAddress,
        _ isVerified: Bool
    ) throws(RegistryError) -> HTTPClient.Configuration {
        var pool = HTTPClient.Configuration.ConnectionPool(
            idleTimeout: .seconds(60),
            concurrentHTTP1ConnectionsPerHostSoftLimit: 16
        )
        // We try again ourselves, and say so.
        pool.retryConnectionEstablishment = false
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: address.scheme == .https
                ? try certificates.configuration(
                    for: address.authority,
                    isVerified: isVerified
                ) : nil,
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .seconds(Self.connectSeconds),
                read: .seconds(Self.silenceSeconds)
            ),
            connectionPool: pool,
            proxy: try proxies.proxy(for: address),
            decompression: .disabled
        )
        // Layers come on connections of their own; HTTP/2 would put them all on one.
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = addresses
        return configuration
    }

    /// Closes all connections; nothing can be requested afterwards.
    func close() async {
        let clients = table.withLock { table in
            table.isClosed = true
            defer { table.clients = [:] }
            return Array(table.clients.values)
        }
        // A connection that will not close goes with the process.
        for client in clients { try? await client.shutdown() }
    }
}
