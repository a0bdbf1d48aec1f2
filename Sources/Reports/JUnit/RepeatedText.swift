/// A text that is often the same as the one before, so that both can share their memory.
struct RepeatedText {
    private var range: Range<Int>?
    private var text = ""

    /// The remembered text, if a stretch of a document has the same bytes.
    func text(of wanted: Range<Int>, in bytes: [UInt8]) -> String? {
        guard let range, range.count == wanted.count else { return nil }
        return bytes[range] == bytes[wanted] ? text : nil
    }

    /// Remembers a text and the stretch it came from.
    mutating func remember(_ text: String, of range: Range<Int>) {
        self.range = range
        self.text = text
    }
}
