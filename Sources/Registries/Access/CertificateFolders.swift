import FoundationEssentials
import Glibc
import HostSystem
import NIOSSL
import SystemPackage

/// The private authorities and client certificates of single hosts, where docker and podman keep them too.
///
/// `HOST[:PORT]/*.crt` are authorities to trust besides the system's; `NAME.cert` with `NAME.key` is what we show of
/// ourselves.
///
/// Source: containers-certs.d(5); Docker's "Verify repository client with certificates".
struct CertificateFolders: Sendable {
    private let folders: [FilePath]
    private let systemAuthorities: String?

    /// The folders that an environment leads to.
    init(environment: [String: String]) {
        let home = environment["HOME"].map { FilePath($0) }
        let settings =
            environment["XDG_CONFIG_HOME"].map { FilePath($0) } ?? home?.appending(".config")
        folders =
            [settings?.appending("containers/certs.d")].compactMap(\.self)
            + ["/etc/containers/certs.d", "/etc/docker/certs.d"]
        systemAuthorities = environment["SSL_CERT_FILE"]
    }

    /// Folders of a test's own.
    init(folders: [FilePath]) {
        self.folders = folders
        systemAuthorities = nil
    }

    /// How TLS is spoken with a host.
    ///
    /// - Parameters:
    ///   - authority: Host, and port where it is written.
    ///   - isVerified: Whether the host must prove who it is.
    /// - Returns: What NIO needs to know.
    /// - Throws: `RegistryError` where a file of the host's folder cannot be used.
    func configuration(
        for authority: String,
        isVerified: Bool
    ) throws(RegistryError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if !isVerified { configuration.certificateVerification = .none }
        if let systemAuthorities, !systemAuthorities.isEmpty {
            configuration.trustRoots = .file(systemAuthorities)
        }
        for folder in folders {
            let place = folder.appending(authority)
            for name in Self.names(in: place) {
                try add(place.appending(name), to: &configuration)
            }
        }
        return configuration
    }

    private static func names(in folder: FilePath) -> [String] {
        // Most hosts have no folder; what cannot be listed is as good as none, as in docker.
        guard let directory = try? Directory(opening: folder),
            let names = try? directory.names()
        else { return [] }
        return names.map(\.string).sorted()
    }

    private func add(
        _ file: FilePath,
        to configuration: inout TLSConfiguration
    ) throws(RegistryError) {
        do {
            switch file.extension {
            case "crt":
                let authorities = try NIOSSLCertificate.fromPEMFile(file.string)
                configuration.additionalTrustRoots.append(.certificates(authorities))
            case "cert":
                let key = file.removingLastComponent().appending("\(file.stem ?? "").key")
                let chain = try NIOSSLCertificate.fromPEMFile(file.string)
                configuration.certificateChain = chain.map { .certificate($0) }
                configuration.privateKey = .privateKey(
                    try NIOSSLPrivateKey(file: key.string, format: .pem)
                )
            default: break
            }
        } catch {
            throw RegistryError(
                .settings,
                "cannot use the certificate file \(file): \(error)",
                hint: "files of certs.d are PEM: HOST/ca.crt, HOST/client.cert with client.key"
            )
        }
    }
}
