/// What the built-in resolver answers without asking anyone.
enum DNSReply: Sendable, Hashable {
    /// A name of a member, and the addresses of the kind that was asked for.
    case addresses([[UInt8]])
    /// The query is not one we understand.
    case malformed
    /// No server of the host answered.
    case failed
    /// There is no such name.
    case unknown
    /// The name may not be looked up.
    ///
    /// "No such name", with an explanation for those who read it (RFC 8914), since musl waits for its time-outs when
    /// it is told REFUSED, and glibc speaks of a temporary failure.
    case prohibited
    /// Another operation than a query.
    case notImplemented

    private var code: UInt16 {
        switch self {
        case .addresses: 0
        case .malformed: 1
        case .failed: 2
        case .unknown, .prohibited: 3
        case .notImplemented: 4
        }
    }

    /// How long a member's address may be kept, in seconds: a member can end and another take its name.
    private static let timeToLive: UInt8 = 1

    /// The message.
    ///
    /// - Parameters:
    ///   - query: The message that it answers, as it came.
    ///   - parsed: The same, as far as it could be read.
    /// - Returns: The bytes; nil where the query has not even an id.
    func bytes(to query: [UInt8], _ parsed: DNSMessage?) -> [UInt8]? {
        guard let id = DNSMessage.id(of: query) else { return nil }
        let recursionDesired = (parsed?.flags ?? 0) & 0x0100
        let operation = (parsed?.flags ?? 0) & 0x7800
        // Response, recursion available.
        let flags = 0x8080 | recursionDesired | operation | code
        let question =
            parsed.map { Array(query[DNSMessage.headerSize..<$0.questionEnd]) } ?? []
        let answers = records
        let explanation =
            self == .prohibited && hasExtensions(query, parsed) ? Self.explanation : []
        let counts: [UInt16] = [
            question.isEmpty ? 0 : 1, UInt16(answers.count), 0, explanation.isEmpty ? 0 : 1,
        ]
        return ([id, flags] + counts).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            + question + answers.joined() + explanation
    }

    /// Answers whose name is a pointer to the question's.
    private var records: [[UInt8]] {
        guard case .addresses(let addresses) = self else { return [] }
        return addresses.map { address in
            let type: UInt8 = address.count == 4 ? 1 : 28
            return [0xC0, 0x0C, 0, type, 0, 1, 0, 0, 0, Self.timeToLive, 0, UInt8(address.count)]
                + address
        }
    }

    /// Whether there is something behind the question, which in a query is nothing but EDNS (RFC 6891).
    private func hasExtensions(_ query: [UInt8], _ parsed: DNSMessage?) -> Bool {
        parsed.map { $0.questionEnd < query.count } ?? false
    }

    /// An OPT record that holds the extended error 18, "Prohibited".
    private static let explanation: [UInt8] = [
        0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 6, 0, 15, 0, 2, 0, 18,
    ]
}
