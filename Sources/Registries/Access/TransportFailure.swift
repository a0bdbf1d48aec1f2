import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// Why no answer came, in words, and whether another might.
struct TransportFailure {
    /// What is told.
    let error: RegistryError
    /// Whether it is worth trying again at once: a connection that broke, not a host that is not there.
    let isPassing: Bool

    /// Explains what NIO has thrown.
    ///
    /// - Parameters:
    ///   - cause: What was thrown.
    ///   - host: The host that was to answer.
    init(_ cause: any Error, host: String) {
        switch cause {
        case let error as RegistryError:
            self.init(error, isPassing: false)
        case let error as NIOConnectionError:
            self.init(connection: error, host)
        case let error as HTTPClientError:
            self.init(client: error, host)
        case let error as IOError:
            self.init(
                unreachable: Self.reason(error),
                host,
                isPassing: error.errnoCode != ECONNREFUSED
            )
        default:
            self.init(other: cause, host)
        }
    }

    private init(_ error: RegistryError, isPassing: Bool) {
        self.error = error
        self.isPassing = isPassing
    }

    private init(unreachable reason: String, _ host: String, isPassing: Bool) {
        error = RegistryError(
            .unreachable,
            "cannot reach \(host): \(reason)",
            hint: Self.networkHint(host)
        )
        self.isPassing = isPassing
    }

    private init(connection error: NIOConnectionError, _ host: String) {
        if error.connectionErrors.isEmpty {
            self.init(unreachable: "its name cannot be resolved", host, isPassing: false)
        } else {
            let causes = error.connectionErrors.map { Self.reason($0.error) }
            self.init(unreachable: causes.first ?? "", host, isPassing: false)
        }
    }

    private init(client error: HTTPClientError, _ host: String) {
        switch error {
        case .connectTimeout:
            self.init(unreachable: "it does not answer", host, isPassing: false)
        case .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
            self.init(unreachable: "it has gone silent", host, isPassing: true)
        case .remoteConnectionClosed, .uncleanShutdown:
            self.init(unreachable: "it closed the connection", host, isPassing: true)
        case .proxyAuthenticationRequired:
            self.init(unreachable: "the proxy asks for a password", host, isPassing: false)
        case .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            self.init(unreachable: "the proxy did not let us through", host, isPassing: false)
        case .tlsHandshakeTimeout:
            self.init(tls: "it did not finish the TLS handshake", host)
        default:
            self.init(unreachable: "\(error)", host, isPassing: false)
        }
    }

    private init(other cause: any Error, _ host: String) {
        let text = String(describing: cause)
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            self.init(
                RegistryError(
                    .untrusted,
                    "\(host) does not speak TLS",
                    hint: "write \"insecure: true\" for it in registries.yml to use plain HTTP"
                ),
                isPassing: false
            )
        } else if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("alidat") {
            self.init(tls: "its certificate is not one that this machine trusts", host)
        } else if cause is NIOSSLError || cause is NIOSSLExtraError || cause is BoringSSLError {
            self.init(tls: text, host)
        } else if cause is SocketAddressError {
            self.init(unreachable: "its name cannot be resolved", host, isPassing: false)
        } else {
            self.init(unreachable: text, host, isPassing: false)
        }
    }

    private init(tls reason: String, _ host: String) {
        self.init(
            RegistryError(
                .untrusted,
                "cannot speak TLS with \(host): \(reason)",
                hint:
                    "put its authority into /etc/containers/certs.d/\(host)/ca.crt, or write \"insecure: true\" for it in registries.yml"
            ),
            isPassing: false
        )
    }

    private static func reason(_ cause: any Error) -> String {
        guard let error = cause as? IOError else {
            return cause is ChannelError ? "it does not answer" : "\(cause)"
        }
        return switch error.errnoCode {
        case ECONNREFUSED: "nothing listens there (connection refused)"
        case ECONNRESET, EPIPE: "it closed the connection"
        case ENETUNREACH, EHOSTUNREACH: "this machine has no way to it (network unreachable)"
        case ETIMEDOUT: "it does not answer"
        default: "\(error)"
        }
    }

    private static func networkHint(_ host: String) -> String? {
        guard !RegistryHost.isLoopback(RegistryHost.name(ofAuthority: host)) else { return nil }
        return
            "without a way to the network, use an image of this machine (oci:PATH, docker-archive:FILE, \"cuvette image load\"), a mirror in registries.yml, or HTTPS_PROXY"
    }
}
