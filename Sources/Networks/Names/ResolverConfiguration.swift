/// What a `resolv.conf` says; resolv.conf(5).
package struct ResolverConfiguration: Sendable, Hashable {
    /// The name servers, as written, first choice first; at most three are used.
    package var servers: [String]
    /// The domains that short names are tried in.
    package var search: [String]
    /// `ndots:2`, `timeout:1`, ….
    package var options: [String]

    /// A configuration by its parts.
    package init(servers: [String], search: [String] = [], options: [String] = []) {
        self.servers = servers
        self.search = search
        self.options = options
    }

    /// Reads a `resolv.conf` as the C library does: unknown lines are passed over, the last `search` or `domain` wins,
    /// and without a name server the host itself is asked.
    package init(parsing text: String) {
        self.init(servers: [])
        for line in text.unicodeScalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
            let content = line.prefix { $0 != "#" && $0 != ";" }
            let words = content.split { $0 == " " || $0 == "\t" }.map { String($0) }
            guard let key = words.first, words.count > 1 else { continue }
            switch key {
            case "nameserver": servers.append(words[1])
            case "search": search = Array(words.dropFirst())
            case "domain": search = [words[1]]
            case "options": options += words.dropFirst()
            default: break
            }
        }
        if servers.isEmpty { servers = ["127.0.0.1"] }
        servers = Array(servers.prefix(3))
    }

    /// The text of a `resolv.conf`.
    package var text: String {
        var lines = servers.map { "nameserver \($0)" }
        if !search.isEmpty { lines.append("search \(search.joined(separator: " "))") }
        if !options.isEmpty { lines.append("options \(options.joined(separator: " "))") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The same domains and options, asked of one server: the hub of a network.
    ///
    /// The hub asks the host's servers from the host, also those that listen on 127.0.0.53 alone. Options about
    /// several servers and about trust in them (`rotate`, `trust-ad`, `edns0`) stay behind.
    package func forMembers(server: IPv4Address) -> ResolverConfiguration {
        let kept = ["ndots:", "timeout:", "attempts:", "single-request", "use-vc"]
        return ResolverConfiguration(
            servers: ["\(server)"],
            search: search,
            options: options.filter { option in kept.contains { option.hasPrefix($0) } }
        )
    }
}
