extension RandomAccessCollection<UInt8> where Index == Int {
    /// The first place where some ASCII text stands.
    func firstRange(of text: StaticString, from start: Int? = nil) -> Range<Int>? {
        let length = text.utf8CodeUnitCount
        guard length > 0 else { return nil }
        let first = text.byte(at: 0)
        var index = start ?? startIndex
        while index <= endIndex - length {
            if self[index] == first, hasText(text, at: index) { return index..<(index + length) }
            index += 1
        }
        return nil
    }

    /// Whether some ASCII text stands at a place.
    func hasText(_ text: StaticString, at index: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard index >= startIndex, length <= endIndex - index else { return false }
        for offset in 0..<length where self[index + offset] != text.byte(at: offset) {
            return false
        }
        return true
    }
}

extension StaticString {
    /// One of its bytes in UTF-8.
    func byte(at index: Int) -> UInt8 {
        precondition(hasPointerRepresentation && index < utf8CodeUnitCount)
        return utf8Start[index]
    }
}
