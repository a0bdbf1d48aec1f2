/// Bytes that many texts of a report share: the document it was read from, or a block in which texts
/// are gathered.
///
/// A `String` of more than 15 bytes has a piece of memory of its own, with 32 bytes before its first
/// letter; of a million names that is more than the names.
///
/// It is unchecked since a block grows; it does so only in the `TextShelf` that made it, before the
/// report is handed to anybody, and what is written once stays as it is.
final class TextStore: @unchecked Sendable {
    private var bytes: [UInt8]

    /// How many bytes it holds.
    var count: Int { bytes.count }

    /// A store of bytes that are there already, without a copy.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// An empty block.
    init(capacity: Int) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Adds bytes where they fit without being moved.
    ///
    /// - Returns: Where they stand; nil where there is no room.
    func append(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.count + text.count <= bytes.capacity else { return nil }
        bytes.append(contentsOf: text)
        return bytes.count - text.count
    }

    /// Looks at a stretch of the bytes.
    func withBytes<Result>(
        _ range: Range<Int>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}
