/// The pieces of bytes between separators, one after the other and none kept: hostile input may have millions.
struct Pieces: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>?
    private let separator: UInt8

    /// The pieces of some bytes; empty ones count.
    init(of bytes: ArraySlice<UInt8>, separatedBy separator: UInt8) {
        rest = bytes
        self.separator = separator
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let bytes = rest else { return nil }
        guard let end = bytes.firstIndex(of: separator) else {
            rest = nil
            return bytes
        }
        rest = bytes[(end + 1)...]
        return bytes[..<end]
    }
}
