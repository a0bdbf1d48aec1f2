/// How much of a long text is kept: its beginning and its end.
package struct TextLimit: Sendable, Hashable {
    /// The bytes kept from the beginning, in UTF-8.
    package var headBytes: Int
    /// The bytes kept from the end, in UTF-8.
    package var tailBytes: Int

    /// A limit from its two halves, in bytes.
    package init(headBytes: Int, tailBytes: Int) {
        precondition(headBytes >= 0 && tailBytes >= 0, "a text cannot keep less than nothing")
        self.headBytes = headBytes
        self.tailBytes = tailBytes
    }

    /// A limit that keeps as much from the beginning as from the end.
    package static func each(_ bytes: Int) -> TextLimit {
        TextLimit(headBytes: bytes, tailBytes: bytes)
    }

    /// A text without its middle, where it is longer than the limit, and with a line that says so.
    func clipped(_ text: String) -> String {
        guard text.utf8.count > headBytes + tailBytes else { return text }
        var clip = ClippedText(self)
        clip.append(Array(text.utf8)[...])
        let parts = clip.parts(self)
        return String(decoding: parts.head, as: UTF8.self) + parts.mark
            + String(decoding: parts.tail, as: UTF8.self)
    }
}
