/// DNS messages in a stream, each behind its length in two bytes; RFC 1035, section 4.2.2.
struct DNSFrames: Sendable, Hashable {
    private var bytes: [UInt8] = []

    /// Adds what was read.
    mutating func append(_ more: some Collection<UInt8>) {
        bytes += more
    }

    /// Takes the next complete message, or nil.
    mutating func next() -> [UInt8]? {
        guard bytes.count >= 2 else { return nil }
        let end = 2 + (Int(bytes[0]) << 8 | Int(bytes[1]))
        guard bytes.count >= end else { return nil }
        defer { bytes.removeFirst(end) }
        return Array(bytes[2..<end])
    }

    /// A message behind its length; nil for one that is longer than a length can say.
    static func frame(_ message: [UInt8]) -> [UInt8]? {
        guard message.count <= DNSMessage.sizeMax else { return nil }
        return [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
    }
}
