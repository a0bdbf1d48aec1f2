/// What the resolver of a network does with a query.
struct DNSPolicy: Sendable {
    /// What members may reach.
    var access: OutsideAccess
    /// Who is called what.
    var book: NameBook

    /// What is to be done.
    enum Decision: Sendable, Hashable {
        /// To answer it without asking anyone.
        case reply(DNSReply)
        /// To ask the host's servers; where there are entries, the addresses in the answer are let through as they say.
        case ask([AllowEntry])
        /// To pass over it: it is no query.
        case ignore
    }

    /// Decides, and notes what is refused.
    ///
    /// - Parameters:
    ///   - query: The parsed query, or nil where it cannot be parsed.
    ///   - member: Who asks.
    /// - Returns: The decision.
    func decide(_ query: DNSMessage?, from member: IPv4Address) -> Decision {
        guard let query else { return .reply(.malformed) }
        if query.isResponse { return .ignore }
        guard query.operation == 0 else { return .reply(.notImplemented) }
        guard let name = query.question.name else {
            return access == .everything ? .ask([]) : .reply(.prohibited)
        }
        if let place = book.place(of: name) {
            return .reply(.addresses(Self.addresses(of: place, type: query.question.type)))
        }
        switch access {
        case .everything:
            return .ask([])
        case .only(let list):
            let entries = list.entries(for: name)
            if !entries.isEmpty { return .ask(entries) }
        case .nothing:
            break
        }
        book.noteRefusal(NameBook.Refusal(member: member, name: name))
        return .reply(.prohibited)
    }

    private static func addresses(of place: NameBook.Place, type: UInt16) -> [[UInt8]] {
        switch type {
        case 1: [place.ipv4.bytes]
        case 28: place.ipv6.map { [$0.bytes] } ?? []
        default: []
        }
    }
}
