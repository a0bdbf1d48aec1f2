/// One line of the egress log: an attempt of a member to reach the outside.
package struct EgressRecord: Sendable, Hashable, Codable {
    /// What was attempted.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// A TCP connection.
        case tcp
        /// UDP datagrams.
        case udp
        /// A "ping".
        case icmp
        /// A name was looked up that may not be; there is no address then.
        case lookup
    }

    /// The address of the member that attempted it.
    package var member: String
    /// TCP, UDP, ICMP, or a refused lookup.
    package var kind: Kind
    /// Where to; nil for a lookup.
    package var address: String?
    /// The port; nil for ICMP and lookups.
    package var port: UInt16?
    /// The name that the address was last looked up by in this network, or the name that was refused.
    package var name: String?
    /// Whether it was let through, which does not say that anybody answered.
    package var allowed: Bool
    /// How many first packets there were; a connection that nobody answers sends several.
    package var count: Int

    /// A record by its parts.
    package init(
        member: String,
        kind: Kind,
        address: String? = nil,
        port: UInt16? = nil,
        name: String? = nil,
        allowed: Bool,
        count: Int
    ) {
        self.member = member
        self.kind = kind
        self.address = address
        self.port = port
        self.name = name
        self.allowed = allowed
        self.count = count
    }
}

/// What the members of a network attempted to reach outside.
package struct EgressLog: Sendable, Hashable, Codable {
    /// By member, then refused ones first, then by name and address.
    package var records: [EgressRecord]
    /// Whether nothing is missing: a network notes 65 535 different attempts of each kind.
    package var isComplete: Bool

    /// A log of its records.
    package init(_ records: [EgressRecord], isComplete: Bool = true) {
        self.records = records.sorted { left, right in
            Self.key(left).lexicographicallyPrecedes(Self.key(right))
        }
        self.isComplete = isComplete
    }

    private static func key(_ record: EgressRecord) -> [String] {
        [
            record.member, record.allowed ? "1" : "0", record.name ?? "", record.address ?? "",
            record.kind.rawValue, record.port.map { String(100_000 + Int($0)) } ?? "",
        ]
    }

    /// The part of the log that is one member's.
    package func records(of member: IPv4Address) -> [EgressRecord] {
        records.filter { $0.member == member.description }
    }
}
