import FoundationEssentials

/// A URL that has a scheme of the web and a host, taken apart as far as safety asks for it.
struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// How a host is spoken to.
    enum Scheme: String, Sendable, Hashable {
        case http
        case https
    }

    /// With or without TLS.
    let scheme: Scheme
    /// Host and port as written.
    let authority: String
    /// The whole, as it is requested.
    let description: String

    /// Reads a URL; nil for other schemes, no host, or user names in it.
    ///
    /// - Parameters:
    ///   - text: Absolute, or relative to the other.
    ///   - base: What a relative one is relative to.
    init?(_ text: String, relativeTo base: WebAddress? = nil) {
        guard text.utf8.count < 16_384,
            let url = URL(string: text, relativeTo: base.flatMap { URL(string: $0.description) })?
                .absoluteURL,
            let scheme = url.scheme.flatMap({ Scheme(rawValue: $0.lowercased()) }),
            let host = url.host, !host.isEmpty, url.user == nil
        else { return nil }
        self.scheme = scheme
        let bracketed = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        authority = url.port.map { "\(bracketed):\($0)" } ?? bracketed
        description = url.absoluteString
    }

    /// An address of a registry's API.
    init(_ scheme: Scheme, _ host: RegistryHost, path: String) {
        self.scheme = scheme
        authority = host.authority
        description = "\(scheme.rawValue)://\(host.authority)\(path)"
    }

    /// The host without port, in lower case.
    var host: String { RegistryHost.name(ofAuthority: authority) }

    /// The port, also where it is not written.
    var port: Int {
        let rest = authority.split(separator: "]").last.map(String.init) ?? authority
        guard let colon = rest.lastIndex(of: ":"),
            let port = Int(rest[rest.index(after: colon)...])
        else { return scheme == .https ? 443 : 80 }
        return port
    }

    /// Scheme, host and port: who gets what is meant for one of them may not be told another's.
    var origin: String { "\(scheme.rawValue)://\(host):\(port)" }

    /// The address with something more to ask.
    ///
    /// - Parameter items: Names and values, not yet escaped.
    /// - Returns: The longer address; nil where it is none any more.
    func adding(query items: [(String, String)]) -> WebAddress? {
        let text = items.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }.joined(
            separator: "&"
        )
        guard !text.isEmpty else { return self }
        return WebAddress(description + (description.contains("?") ? "&" : "?") + text)
    }

    /// A text in which only letters that mean nothing in URLs and forms stand for themselves.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return escaped
    }
}
