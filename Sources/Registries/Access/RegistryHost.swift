import OCI

/// The host of a registry as its API is reached.
struct RegistryHost: Sendable, Hashable, CustomStringConvertible {
    /// Host and port as in a URL: `registry-1.docker.io`, `127.0.0.1:5000`, `[::1]:5000`.
    let authority: String
    /// What people call it: `docker.io`.
    let description: String

    /// The host of the registry that a reference names.
    ///
    /// - Parameter registry: As in `ImageReference.registry`.
    init(_ registry: String) {
        description = registry
        // Docker Hub's names and its API are at different hosts, by convention.
        authority = registry == ImageReference.defaultRegistry ? "registry-1.docker.io" : registry
    }

    /// The host without port and brackets, in lower case.
    var name: String { Self.name(ofAuthority: authority) }

    /// Whether it is this machine, so that nobody on a wire reads what is sent.
    var isLoopback: Bool { Self.isLoopback(name) }

    /// Whether a host is this machine.
    ///
    /// - Parameter name: Without port and brackets.
    /// - Returns: Whether it is.
    static func isLoopback(_ name: String) -> Bool {
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Takes the port off.
    static func name(ofAuthority authority: String) -> String {
        if authority.hasPrefix("[") {
            return String(authority.dropFirst().prefix { $0 != "]" }).lowercased()
        }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }
}
