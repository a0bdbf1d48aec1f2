/// A text of a report as a stretch of a `TextStore`; becomes a `String` when somebody asks for it.
struct HeldText: Sendable {
    /// Nil for the empty text.
    private let store: TextStore?
    private let start: UInt32
    private let length: UInt32

    /// The empty text.
    static let empty = HeldText()

    /// How many bytes it has in UTF-8.
    var count: Int { Int(length) }

    private init() {
        (store, start, length) = (nil, 0, 0)
    }

    /// A stretch of a store.
    init(_ store: TextStore, _ range: Range<Int>) {
        precondition(range.upperBound <= UInt32.max, "documents and texts have less than 4 GiB")
        self.store = range.isEmpty ? nil : store
        start = UInt32(range.lowerBound)
        length = UInt32(range.count)
    }

    /// A text with a store of its own.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(TextStore(bytes), 0..<bytes.count)
    }

    /// The text.
    var string: String {
        withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether it is a stretch of this store.
    func isHeld(by other: TextStore) -> Bool {
        store === other
    }

    /// Looks at its bytes.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard let store else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        return store.withBytes(Int(start)..<Int(start) + Int(length), body)
    }
}

extension HeldText: Hashable {
    /// Texts are equal when their bytes are.
    static func == (left: HeldText, right: HeldText) -> Bool {
        guard left.length == right.length else { return false }
        if left.store === right.store, left.start == right.start { return true }
        return left.withBytes { one in right.withBytes { one.elementsEqual($0) } }
    }

    /// Whether it is this text.
    static func == (left: HeldText, right: String) -> Bool {
        left.count == right.utf8.count && left.withBytes { $0.elementsEqual(right.utf8) }
    }

    /// Feeds the bytes.
    func hash(into hasher: inout Hasher) {
        hasher.combine(length)
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
