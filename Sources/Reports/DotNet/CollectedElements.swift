/// The text of the elements that are open, for readers that want the whole text of a few of them.
struct CollectedElements {
    private let bytes: [UInt8]
    private let limit: TextLimit
    private var text: CollectedText?

    init(_ bytes: [UInt8], _ limit: TextLimit) {
        self.bytes = bytes
        self.limit = limit
    }

    /// Begins anew.
    mutating func begin() {
        text = CollectedText(limit)
    }

    /// Adds some text, if a beginning was made.
    mutating func append(_ range: Range<Int>, _ form: XMLText.Form) {
        text?.append(bytes, range, as: form)
    }

    /// What came since the beginning; empty without one.
    mutating func take() -> String {
        defer { text = nil }
        return text?.finished(limit, keepsColours: true).text ?? ""
    }
}
