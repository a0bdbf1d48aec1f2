/// A port of the host that leads to a port of a member: `8080:80`, `127.0.0.1:53:53/udp`, `5432`.
package struct PortMapping: Sendable, Hashable {
    /// Where the host listens; 127.0.0.1 unless it is named.
    package var hostAddress: IPv4Address
    /// The host's port; 0 for one that is free.
    package var hostPort: UInt16
    /// The member's port; not 0.
    package var memberPort: UInt16
    /// Which of the two protocols.
    package var transport: TransportProtocol

    /// A mapping by its parts.
    package init(
        hostAddress: IPv4Address = IPv4Address(0x7F00_0001),
        hostPort: UInt16 = 0,
        memberPort: UInt16,
        transport: TransportProtocol = .tcp
    ) {
        self.hostAddress = hostAddress
        self.hostPort = hostPort
        self.memberPort = memberPort
        self.transport = transport
    }

    /// Reads `[[ADDRESS:]HOST:]MEMBER[/tcp|/udp]`, as Docker, GitHub and GitLab write it.
    ///
    /// - Parameter text: Without `HOST` a free port is taken. Ranges of ports are for `range(_:)`.
    /// - Throws: `NetworkError.invalid`.
    package init(_ text: String) throws(NetworkError) {
        let (ports, transport) = try Self.splitTransport(text)
        let fields = ports.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(fields.count), let member = fields.last.flatMap({ UInt16($0) }),
            member != 0
        else { throw Self.refusal(text) }
        self.init(memberPort: member, transport: transport ?? .tcp)
        if fields.count > 1 {
            let host = fields[fields.count - 2]
            // As if it were left out: "127.0.0.1::80".
            let isLeftOut = host.isEmpty && fields.count == 3
            guard let port = isLeftOut ? 0 : UInt16(host) else { throw Self.refusal(text) }
            hostPort = port
        }
        if fields.count == 3 {
            guard let address = IPv4Address(fields[0]) else { throw Self.refusal(text) }
            hostAddress = address
        }
    }

    /// Reads the same with ranges in place of its ports, as Docker writes them: `8000-8009:80-89/udp`.
    ///
    /// - Parameter text: As for a single port; a range of the host is as long as the member's.
    /// - Returns: A mapping for each port of the member.
    /// - Throws: `NetworkError.invalid`.
    package static func range(_ text: String) throws(NetworkError) -> [PortMapping] {
        let (ports, transport) = try splitTransport(text)
        let fields = ports.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let host = fields.count > 1 ? fields[fields.count - 2] : ""
        guard let last = fields.last, last.contains("-") || host.contains("-") else {
            return [try PortMapping(text)]
        }
        guard let members = portRange(last),
            let hosts = host.isEmpty ? members : portRange(host),
            hosts.count == members.count
        else {
            throw .invalid(
                text,
                reason: "is not a range of ports",
                hint: "write as many on both sides, for example \"8000-8009:80-89\""
            )
        }
        var mappings: [PortMapping] = []
        for (own, member) in zip(hosts, members) {
            var parts = fields
            parts[fields.count - 1] = String(member)
            if !host.isEmpty { parts[fields.count - 2] = String(own) }
            var mapping = try PortMapping(parts.joined(separator: ":"))
            mapping.transport = transport ?? .tcp
            mappings.append(mapping)
        }
        return mappings
    }

    private static func portRange(_ text: String) -> ClosedRange<UInt16>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
            first > 0, first <= last
        else { return nil }
        return first...last
    }

    /// Takes a protocol off the end of a text.
    static func splitTransport(
        _ text: String
    ) throws(NetworkError) -> (Substring, TransportProtocol?) {
        guard let slash = text.lastIndex(of: "/") else { return (text[...], nil) }
        guard let transport = TransportProtocol(rawValue: String(text[text.index(after: slash)...]))
        else {
            throw .invalid(
                text,
                reason: "names a protocol that has no ports here",
                hint: "write /tcp or /udp"
            )
        }
        return (text[..<slash], transport)
    }

    private static func refusal(_ text: String) -> NetworkError {
        .invalid(
            text,
            reason: "is not a port mapping",
            hint: "write HOST:CONTAINER, for example \"8080:80\" or \"127.0.0.1:5353:53/udp\""
        )
    }
}

extension PortMapping: CustomStringConvertible {
    /// The whole of it: `127.0.0.1:8080:80/tcp`.
    package var description: String {
        "\(hostAddress):\(hostPort):\(memberPort)/\(transport.rawValue)"
    }
}
