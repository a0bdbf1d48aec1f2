package import Networks

extension AllowEntry: SettingValue {
    /// Reads an entry of a list of what a job may reach.
    ///
    /// - Parameter text: Such as `example.org:443`, `*.example.org`, `10.0.0.0/8`, `443`.
    /// - Returns: The entry.
    /// - Throws: `SettingError` with what the entry should be like.
    package static func reading(_ text: String) throws(SettingError) -> AllowEntry {
        do {
            return try AllowEntry(text)
        } catch {
            throw SettingError(error)
        }
    }

    /// As a user would write it.
    package var text: String {
        let end = transport.map { "/\($0.rawValue)" } ?? ""
        let port = port.map { "\($0)\(end)" }
        switch peer {
        case .host(let name): return name.text + (port.map { ":\($0)" } ?? "")
        case .domain(let name): return "*.\(name.text)" + (port.map { ":\($0)" } ?? "")
        case .subnet(let subnet): return "\(subnet)" + (port.map { ":\($0)" } ?? "")
        case .anyone: return port ?? "*"
        }
    }
}

extension SettingError {
    /// A text that the network's rules refuse.
    init(_ error: NetworkError) {
        self.init(error.description, fix: error.hint ?? "write it otherwise")
    }
}
