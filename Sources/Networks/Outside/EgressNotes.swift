import FoundationEssentials

/// What a hub's filters have noted, as `nft -j list set` tells it; libnftables-json(5).
struct EgressNotes: Sendable, Hashable {
    /// One element of a set.
    struct Note: Sendable, Hashable {
        var member: String
        var address: String
        var transport: UInt8
        var port: UInt16
        var count: Int
    }

    /// In no order.
    var notes: [Note]

    /// Reads the answer to `list set`.
    ///
    /// - Parameter json: With numbers in place of names.
    /// - Throws: `NetworkError.filter` where it is not in the form that the manual describes.
    init(parsing json: String) throws(NetworkError) {
        do {
            let answer = try JSONDecoder().decode(Answer.self, from: Data(json.utf8))
            notes = answer.nftables.flatMap { $0.set?.elem ?? [] }.map(\.elem.note)
        } catch {
            throw .filter(action: "read the egress log", message: "\(error)")
        }
    }

    /// The records of the log.
    ///
    /// - Parameters:
    ///   - allowed: Whether the set is that of what was let through.
    ///   - name: The name of an address.
    /// - Returns: One for each note.
    func records(allowed: Bool, name: (IPv4Address) -> DomainName?) -> [EgressRecord] {
        notes.map { note in
            EgressRecord(
                member: note.member,
                kind: note.kind,
                address: note.address,
                port: note.kind == .icmp ? nil : note.port,
                name: IPv4Address(note.address).flatMap(name)?.text,
                allowed: allowed,
                count: note.count
            )
        }
    }
}

extension EgressNotes.Note {
    fileprivate var kind: EgressRecord.Kind {
        switch transport {
        case TransportProtocol.tcp.number: .tcp
        case TransportProtocol.udp.number: .udp
        default: .icmp
        }
    }
}

private struct Answer: Decodable {
    struct Item: Decodable {
        var set: NamedSet?
    }

    struct NamedSet: Decodable {
        var elem: [Element]?
    }

    struct Element: Decodable {
        var elem: Content
    }

    struct Content: Decodable {
        var note: EgressNotes.Note

        enum Key: CodingKey { case val, counter }

        init(from decoder: any Decoder) throws {
            let content = try decoder.container(keyedBy: Key.self)
            var parts = try content.nestedContainer(keyedBy: Concatenation.self, forKey: .val)
                .nestedUnkeyedContainer(forKey: .concat)
            note = EgressNotes.Note(
                member: try parts.decode(String.self),
                address: try parts.decode(String.self),
                transport: try parts.decode(UInt8.self),
                port: try parts.decode(UInt16.self),
                count: try content.decode(Counter.self, forKey: .counter).packets
            )
        }
    }

    enum Concatenation: CodingKey { case concat }

    struct Counter: Decodable {
        var packets: Int
    }

    var nftables: [Item]
}
