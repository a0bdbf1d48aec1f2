/// Turns the raw text of a document into text as it was meant: references replaced, line ends
/// normalised.
///
/// The five references of XML and those by number are known; everything else that begins with `&`
/// stays as it is, so that no entity is ever expanded. Control characters, which XML forbids, are
/// passed on for `TerminalSequences` to judge.
///
/// Source: XML 1.0, sections 2.11 (line ends), 3.3.3 (attributes), 4.1 and 4.6 (references).
struct XMLText {
    /// Where the raw text stood.
    enum Form {
        case element
        case attribute
        case characterData
    }

    private let bytes: [UInt8]
    private let form: Form
    private let end: Int
    private var index: Int
    /// The beginning of the bytes that are looked at but not yet passed on.
    private var runStart: Int
    /// How many characters were left out that XML does not allow.
    private(set) var droppedCount = 0

    private init(_ bytes: [UInt8], _ range: Range<Int>, as form: Form) {
        self.bytes = bytes
        self.form = form
        index = range.lowerBound
        runStart = range.lowerBound
        end = range.upperBound
    }

    /// Adds the meaning of a stretch of a document to a text.
    ///
    /// - Parameters:
    ///   - bytes: The document in UTF-8.
    ///   - range: The stretch.
    ///   - form: Where it stood.
    ///   - text: Where to add.
    /// - Returns: How many characters were left out that XML does not allow.
    static func append(
        _ bytes: [UInt8],
        _ range: Range<Int>,
        as form: Form,
        to text: inout ClippedText
    ) -> Int {
        var decoding = XMLText(bytes, range, as: form)
        while decoding.index < decoding.end {
            decoding.step(&text)
        }
        decoding.flush(&text)
        return decoding.droppedCount
    }

    /// Whether a stretch means what its bytes say, in every form.
    static func isPlain(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        for byte in bytes[range] where !isPlain(byte) {
            return false
        }
        return true
    }

    /// Whether a byte means itself, in every form.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x26 && byte != 0xEF
    }

    private mutating func step(_ text: inout ClippedText) {
        switch bytes[index] {
        case 0x26 where form != .characterData:
            replaceReference(&text)
        case 0x0D:
            let isPair = index + 1 < end && bytes[index + 1] == 0x0A
            replace(next: isPair ? 2 : 1, by: [form == .attribute ? 0x20 : 0x0A], &text)
        case 0x0A where form == .attribute, 0x09 where form == .attribute:
            replace(next: 1, by: [0x20], &text)
        case 0xEF where isNoncharacter:
            droppedCount += 1
            replace(next: 3, by: [], &text)
        default:
            index += 1
            while index < end, Self.isPlain(bytes[index]) { index += 1 }
        }
    }

    /// Whether U+FFFE or U+FFFF comes next.
    private var isNoncharacter: Bool {
        index + 2 < end && bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE
    }

    private mutating func replace(
        next count: Int,
        by replacement: [UInt8],
        _ text: inout ClippedText
    ) {
        flush(&text)
        text.append(replacement[...])
        index += count
        runStart = index
    }

    private mutating func flush(_ text: inout ClippedText) {
        if runStart < index { text.append(bytes[runStart..<index]) }
        runStart = index
    }
}

// MARK: References

extension XMLText {
    private mutating func replaceReference(_ text: inout ClippedText) {
        // The longest that is worth a look is "&#x0010FFFF;".
        let stretch = bytes[index..<min(index + 16, end)]
        guard let semicolon = stretch.firstIndex(of: 0x3B) else {
            index += 1
            return
        }
        let name = bytes[(index + 1)..<semicolon]
        let count = semicolon + 1 - index
        if let byte = Self.predefined(name) {
            replace(next: count, by: [byte], &text)
        } else if let value = Self.number(name) {
            var scalar: [UInt8] = []
            if isXMLCharacter(value) || value < 0x20 {
                scalar.appendUTF8(value)
            } else {
                droppedCount += 1
            }
            replace(next: count, by: scalar, &text)
        } else {
            index += 1
        }
    }

    private static func predefined(_ name: ArraySlice<UInt8>) -> UInt8? {
        switch String(decoding: name, as: UTF8.self) {
        case "lt": 0x3C
        case "gt": 0x3E
        case "amp": 0x26
        case "quot": 0x22
        case "apos": 0x27
        default: nil
        }
    }

    /// The value of `#10` or `#xA`; beyond Unicode where it is too large.
    private static func number(_ name: ArraySlice<UInt8>) -> UInt32? {
        guard name.first == 0x23 else { return nil }
        let isHex = name.dropFirst().first == 0x78
        let digits = String(decoding: name.dropFirst(isHex ? 2 : 1), as: UTF8.self)
        guard !digits.isEmpty, digits.first != "+", digits.first != "-" else { return nil }
        return UInt32(digits, radix: isHex ? 16 : 10)
    }
}
