/// The lines of a text, one after the other, without their ends.
struct ReportLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var offset: Int

    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        offset = start
    }

    /// Where the next line stands; a carriage return before the line feed is no part of it.
    mutating func next() -> Range<Int>? {
        guard offset < bytes.count else { return nil }
        let start = offset
        let feed = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        offset = feed + 1
        let hasReturn = feed > start && bytes[feed - 1] == 0x0D
        return start..<(hasReturn ? feed - 1 : feed)
    }
}

extension [UInt8] {
    /// A stretch as text; what is none becomes U+FFFD.
    func text(_ range: Range<Int>) -> String {
        String(decoding: self[range], as: UTF8.self)
    }
}
