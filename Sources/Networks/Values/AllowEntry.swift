/// One line of an `allow:` list: where a job may connect to.
///
/// A host, `*.domain`, an address, a subnet or `*`, with or without a port; a port alone is a port of any host. A port
/// holds for TCP and UDP unless `/tcp` or `/udp` is behind it.
package struct AllowEntry: Sendable, Hashable {
    /// Whom an entry is about.
    package enum Peer: Sendable, Hashable {
        /// A host by its name.
        case host(DomainName)
        /// All hosts below a domain, not the domain itself.
        case domain(DomainName)
        /// All addresses of a subnet; a single address has 32 bits.
        case subnet(IPv4Subnet)
        /// Everyone.
        case anyone
    }

    /// Whom it is about.
    package var peer: Peer
    /// The port, or nil for all.
    package var port: UInt16?
    /// The protocol of the port, or nil for both.
    package var transport: TransportProtocol?

    /// An entry by its parts.
    package init(_ peer: Peer, port: UInt16? = nil, transport: TransportProtocol? = nil) {
        self.peer = peer
        self.port = port
        self.transport = transport
    }

    /// Reads an entry.
    ///
    /// - Parameter text: `example.org`, `example.org:443/tcp`, `*.example.org`, `10.0.0.0/8:5432`, `443`.
    /// - Throws: `NetworkError.invalid`.
    package init(_ text: String) throws(NetworkError) {
        var rest = text[...]
        for known in TransportProtocol.allCases where rest.hasSuffix("/" + known.rawValue) {
            transport = known
            rest = rest.dropLast(known.rawValue.count + 1)
        }
        try Self.refuseIPv6(rest, in: text)
        let fields = rest.split(separator: ":", omittingEmptySubsequences: false)
        if fields.count == 1, let number = Self.port(fields[0]) {
            peer = .anyone
            port = number
            return
        }
        guard fields.count <= 2, let first = fields.first, let peer = Self.peer(first) else {
            throw Self.refusal(text)
        }
        self.peer = peer
        if fields.count == 2 {
            guard let number = Self.port(fields[1]) else { throw Self.refusal(text) }
            port = number
        }
        guard transport == nil || port != nil else { throw Self.refusal(text) }
    }

    private static func port(_ text: Substring) -> UInt16? {
        guard let number = UInt16(text), number > 0, String(number) == text else { return nil }
        return number
    }

    private static func peer(_ text: Substring) -> Peer? {
        if text == "*" { return .anyone }
        if let address = IPv4Address(text) {
            return .subnet(IPv4Subnet(address, prefixLength: 32))
        }
        if text.contains("/") { return IPv4Subnet(text).map(Peer.subnet) }
        if text.hasPrefix("*.") { return DomainName(text.dropFirst(2)).map(Peer.domain) }
        // Digits and dots alone are an address with a mistake in it.
        if text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }) {
            return nil
        }
        return DomainName(text).map(Peer.host)
    }

    private static func refuseIPv6(_ rest: Substring, in text: String) throws(NetworkError) {
        guard rest.hasPrefix("[") || rest.split(separator: ":").count > 2 else { return }
        throw .invalid(
            text,
            reason: "is an IPv6 address, and the way out of a job's network is IPv4",
            hint: "name the host instead"
        )
    }

    private static func refusal(_ text: String) -> NetworkError {
        .invalid(
            text,
            reason: "is not a host, a subnet or a port",
            hint: "write \"example.org\", \"*.example.org:443\", \"10.0.0.0/8\" or \"443\""
        )
    }
}
