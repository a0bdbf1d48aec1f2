import AsyncHTTPClient
import FoundationEssentials

/// The proxy that the environment asks for, in the variables that curl, docker and podman obey.
struct ProxySettings: Sendable {
    private let environment: [String: String]

    /// The settings of an environment.
    init(environment: [String: String]) {
        self.environment = environment
    }

    /// The proxy for an address; nil where it is reached directly.
    ///
    /// - Parameter address: What is to be reached.
    /// - Returns: The proxy; HTTPS goes through it with CONNECT.
    /// - Throws: `RegistryError` where the variable cannot be read.
    func proxy(for address: WebAddress) throws(RegistryError) -> HTTPClient.Configuration.Proxy? {
        guard !RegistryHost.isLoopback(address.host), !isExcepted(address) else { return nil }
        let name = address.scheme == .https ? "https_proxy" : "http_proxy"
        guard let (variable, text) = value(name) ?? value("all_proxy"), !text.isEmpty else {
            return nil
        }
        let whole = text.contains("://") ? text : "http://\(text)"
        guard let url = URL(string: whole), let host = url.host, !host.isEmpty else {
            throw RegistryError(.settings, "\(variable) does not name a proxy: \"\(text)\"")
        }
        switch url.scheme {
        case "http":
            return .server(
                host: host,
                port: url.port ?? 80,
                authorization: url.user.map {
                    .basic(username: $0, password: url.password ?? "")
                }
            )
        case "socks5", "socks5h", "socks":
            return .socksServer(host: host, port: url.port ?? 1080)
        default:
            throw RegistryError(
                .settings,
                "\(variable) names a proxy of a kind that is not supported: \(url.scheme ?? "")",
                hint: "use http://HOST:PORT or socks5://HOST:PORT"
            )
        }
    }

    private func value(_ name: String) -> (String, String)? {
        // Curl reads only the small letters of http_proxy, since a CGI server sets the others (CVE-2016-5385).
        let names = name == "http_proxy" ? [name] : [name, name.uppercased()]
        for name in names {
            if let text = environment[name] { return (name, text) }
        }
        return nil
    }

    private func isExcepted(_ address: WebAddress) -> Bool {
        guard let (_, list) = value("no_proxy") else { return false }
        return list.split(separator: ",").contains { entry in
            let text = entry.filter { $0 != " " }.lowercased()
            if text == "*" { return true }
            let name = text.hasPrefix("*.") ? String(text.dropFirst()) : text
            let domain = name.hasPrefix(".") ? name : ".\(name)"
            return address.host == name || address.host.hasSuffix(domain)
                || "\(address.host):\(address.port)" == name
        }
    }
}
