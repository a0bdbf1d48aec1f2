/// What the built-in resolver has to understand of a DNS message: its header, its one question, its addresses.
///
/// Source: RFC 1035, section 4; RFC 9267 on the mistakes of parsers: pointers only lead backwards, and a name has at
/// most 255 bytes, so that no message makes this loop.
struct DNSMessage: Sendable, Hashable {
    /// Chosen by who asks.
    var id: UInt16
    /// The flags and the response code.
    var flags: UInt16
    /// What is asked; messages with another number of questions than one are not read.
    var question: Question
    /// Where the question ends in the message.
    var questionEnd: Int
    /// The IPv4 addresses among the answers.
    var addresses: [IPv4Address]

    /// A question.
    struct Question: Sendable, Hashable {
        /// Nil where the labels are none of a host name: they may hold any byte.
        var name: DomainName?
        /// 1 is A, 28 is AAAA.
        var type: UInt16
        /// 1 is the Internet.
        var kind: UInt16
    }

    /// What a message is not.
    enum Fault: Error, Hashable {
        /// Shorter than it says, or a name that leads nowhere.
        case malformed
        /// Well formed as far as it was read, but not one question.
        case notOneQuestion
    }

    /// Whether it is a response.
    var isResponse: Bool { flags & 0x8000 != 0 }
    /// 0 for an ordinary query.
    var operation: UInt16 { flags >> 11 & 0xF }
    /// 0 for success.
    var code: UInt16 { flags & 0xF }

    /// The size of a header in bytes.
    static let headerSize = 12
    /// The most that TCP can carry.
    static let sizeMax = 65_535

    /// Reads a message.
    ///
    /// - Parameter bytes: Without the length that TCP puts before it.
    /// - Throws: `Fault`.
    init(parsing bytes: [UInt8]) throws(Fault) {
        var reader = DNSReader(bytes)
        id = try reader.number()
        flags = try reader.number()
        let questions = try reader.number()
        let answers = try reader.number()
        _ = try reader.number()
        _ = try reader.number()
        guard questions == 1 else { throw .notOneQuestion }
        question = Question(
            name: try reader.name(),
            type: try reader.number(),
            kind: try reader.number()
        )
        questionEnd = reader.position
        addresses = []
        for _ in 0..<answers {
            if let address = try reader.address() { addresses.append(address) }
        }
    }

    /// The id of a message that cannot be read otherwise, or nil where there is none.
    static func id(of bytes: [UInt8]) -> UInt16? {
        bytes.count < 2 ? nil : UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    }

    /// The same message with another id.
    static func renumbered(_ bytes: [UInt8], _ id: UInt16) -> [UInt8] {
        guard bytes.count >= 2 else { return bytes }
        var bytes = bytes
        bytes[0] = UInt8(id >> 8)
        bytes[1] = UInt8(id & 0xFF)
        return bytes
    }
}

/// A place in a message from which numbers and names are read.
private struct DNSReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func byte() throws(DNSMessage.Fault) -> UInt8 {
        guard position < bytes.count else { throw .malformed }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number() throws(DNSMessage.Fault) -> UInt16 {
        UInt16(try byte()) << 8 | UInt16(try byte())
    }

    /// A name, or nil where it is well formed but none of a host.
    mutating func name() throws(DNSMessage.Fault) -> DomainName? {
        var text: [UInt8] = []
        var size = 0
        var isPlain = true
        // After the first pointer the reader goes on behind it, whatever it points to.
        var next: Int?
        while true {
            let start = position
            let length = Int(try byte())
            if length == 0 { break }
            if length >= 0xC0 {
                let target = (length & 0x3F) << 8 | Int(try byte())
                next = next ?? position
                guard target < start else { throw .malformed }
                position = target
                // A pointer may lead to a pointer, always further back; it counts, so that a long way ends.
                size += 1
            } else {
                guard length < 0x40, position + length <= bytes.count else { throw .malformed }
                let label = bytes[position..<position + length]
                isPlain = isPlain && !label.contains(UInt8(ascii: "."))
                text += label + [UInt8(ascii: ".")]
                position += length
                size += length + 1
            }
            guard size < 256 else { throw .malformed }
        }
        position = next ?? position
        return isPlain ? DomainName(String(decoding: text, as: UTF8.self)) : nil
    }

    /// The next record's address, or nil where it is no A record.
    mutating func address() throws(DNSMessage.Fault) -> IPv4Address? {
        _ = try name()
        let type = try number()
        let kind = try number()
        position += 4
        let size = Int(try number())
        guard position + size <= bytes.count else { throw .malformed }
        defer { position += size }
        guard type == 1, kind == 1 else { return nil }
        return IPv4Address(bytes: bytes[position..<position + size])
    }
}
