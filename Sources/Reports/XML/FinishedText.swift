/// A text of a report and what had to be done to it.
struct FinishedText {
    var text: String
    /// How many characters were left out that XML does not allow.
    var droppedCount = 0
    /// Whether all its bytes were UTF-8; the others became U+FFFD.
    var isDecodable = true
    /// How many bytes of its middle were left out.
    var omittedBytes = 0

    /// Bytes as a text, with U+FFFD for what is none.
    static func string(_ bytes: ArraySlice<UInt8>) -> FinishedText {
        if let text = String(validating: bytes, as: UTF8.self) { return FinishedText(text: text) }
        return FinishedText(text: String(decoding: bytes, as: UTF8.self), isDecodable: false)
    }
}
