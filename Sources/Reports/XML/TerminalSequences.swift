/// Takes the control characters out of a text, which XML does not allow and a terminal would obey.
///
/// Sequences are recognised as a whole, so that `ESC [31m` does not leave `[31m` behind.
/// Source: ECMA-48, sections 5.4 (control sequences) and 5.6 (control strings).
enum TerminalSequences {
    /// What happens to control characters other than tab, line feed and carriage return.
    enum Policy {
        /// All go, but for `ESC [ … m`, which only colours.
        case keepColours
        /// All go.
        case drop
        /// Sequences go, single characters stay for the caller to show.
        case dropSequences
    }

    /// A text without control characters and how many were dropped, a sequence counted as one.
    struct Cleaned {
        var bytes: [UInt8]
        var droppedCount: Int
    }

    /// The longest title or hyperlink that is recognised, in bytes.
    private static let stringMax = 4_096

    /// A text in which escape sequences that were written visibly, since XML has no place for them,
    /// are sequences again: `␛[31m` as we write them, `#x1B[31m` as pytest does.
    static func restored(_ text: String) -> String {
        guard text.utf8.contains(0x5B) else { return text }
        var result = text
        for form in ["\u{241B}[", "#x1B["] where result.contains(form) {
            result = result.split(separator: form, omittingEmptySubsequences: false)
                .joined(separator: "\u{1B}[")
        }
        return result
    }

    /// Cleans a text in UTF-8.
    static func clean(_ bytes: [UInt8], _ policy: Policy) -> Cleaned {
        guard let first = bytes.firstIndex(where: \.isIllegalControl) else {
            return Cleaned(bytes: bytes, droppedCount: 0)
        }
        var cleaned = Cleaned(bytes: Array(bytes[..<first]), droppedCount: 0)
        cleaned.bytes.reserveCapacity(bytes.count)
        var index = first
        while index < bytes.count {
            let end = bytes[index] == 0x1B ? endOfSequence(bytes, from: index) : index + 1
            let piece = bytes[index..<end]
            if !bytes[index].isIllegalControl || keeps(piece, policy) {
                cleaned.bytes.append(contentsOf: piece)
            } else {
                cleaned.droppedCount += 1
            }
            index = end
        }
        return cleaned
    }

    /// Whether a control character or a whole sequence stays.
    private static func keeps(_ piece: ArraySlice<UInt8>, _ policy: Policy) -> Bool {
        switch policy {
        case .keepColours: isColour(piece)
        case .drop: false
        case .dropSequences: piece.count == 1
        }
    }

    /// Whether a sequence sets colours and nothing else.
    private static func isColour(_ sequence: ArraySlice<UInt8>) -> Bool {
        guard sequence.count >= 3, sequence.dropFirst().first == 0x5B, sequence.last == 0x6D else {
            return false
        }
        return sequence.dropFirst(2).dropLast().allSatisfy {
            $0.isASCIIDigit || $0 == 0x3B || $0 == 0x3A
        }
    }

    /// Behind the sequence that an ESC begins; behind the ESC where it begins none.
    private static func endOfSequence(_ bytes: [UInt8], from start: Int) -> Int {
        guard start + 1 < bytes.count else { return start + 1 }
        switch bytes[start + 1] {
        case 0x5B: return endOfControl(bytes, from: start)
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F: return endOfString(bytes, from: start)
        case 0x20...0x2F:
            var index = start + 1
            while index < bytes.count, (0x20...0x2F).contains(bytes[index]) { index += 1 }
            return index < bytes.count && (0x30...0x7E).contains(bytes[index]) ? index + 1 : index
        case 0x30...0x7E: return start + 2
        default: return start + 1
        }
    }

    private static func endOfControl(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start + 2
        while index < bytes.count, (0x20...0x3F).contains(bytes[index]) { index += 1 }
        return index < bytes.count && (0x40...0x7E).contains(bytes[index]) ? index + 1 : start + 1
    }

    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
        for index in (start + 2)..<max(start + 2, min(bytes.count, start + stringMax)) {
            if bytes[index] == 0x07 { return index + 1 }
            if bytes[index] == 0x1B, index + 1 < bytes.count, bytes[index + 1] == 0x5C {
                return index + 2
            }
        }
        return start + 1
    }
}
