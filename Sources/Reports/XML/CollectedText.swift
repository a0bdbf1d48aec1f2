/// One text of a report while its pieces come, and how it becomes a `String`.
struct CollectedText {
    private var text: ClippedText
    /// How many characters were left out that XML does not allow.
    private(set) var droppedCount = 0

    init(_ limit: TextLimit) {
        text = ClippedText(limit)
    }

    /// Whether nothing came.
    var isEmpty: Bool { text.count == 0 }

    /// Adds a stretch of a document.
    mutating func append(_ bytes: [UInt8], _ range: Range<Int>, as form: XMLText.Form) {
        droppedCount += XMLText.append(bytes, range, as: form, to: &text)
    }

    /// Begins a new line, if there is something before it.
    mutating func breakLine() {
        if !isEmpty { text.append([0x0A]) }
    }

    /// The text as far as a limit goes.
    ///
    /// - Parameters:
    ///   - limit: Not larger than the one it was collected under.
    ///   - keepsColours: Whether sequences that only colour stay; see `TerminalSequences`.
    /// - Returns: The text and what had to be done to it.
    func finished(_ limit: TextLimit, keepsColours: Bool) -> FinishedText {
        let parts = text.parts(limit)
        let policy: TerminalSequences.Policy = keepsColours ? .keepColours : .drop
        let head = TerminalSequences.clean(parts.head, policy)
        let tail = TerminalSequences.clean(parts.tail, policy)
        let first = FinishedText.string(head.bytes[...])
        let last = FinishedText.string(tail.bytes[...])
        let isWhole = parts.omittedBytes == 0
        return FinishedText(
            text: isWhole ? first.text : first.text + parts.mark + last.text,
            droppedCount: droppedCount + head.droppedCount + tail.droppedCount,
            isDecodable: first.isDecodable && last.isDecodable,
            omittedBytes: parts.omittedBytes
        )
    }
}
