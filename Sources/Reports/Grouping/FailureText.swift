/// Takes out of a failure's message what differs from run to run though the cause is the same.
enum FailureText {
    /// How much of a message is looked at, in bytes.
    private static let bytesMax = 1_000

    /// The first line of a message that says anything, without colours, and with `…` for numbers of
    /// three digits and more, addresses, hashes, UUIDs, durations, dates, ports and temporary
    /// folders.
    static func normalised(_ text: String) -> String {
        let start = TerminalSequences.restored(String(text.prefix(bytesMax * 8)))
        let clean = TerminalSequences.clean(Array(start.utf8), .drop).bytes
        guard
            let line = clean.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
                .first(where: { $0.contains { !$0.isXMLSpace } })
        else { return "" }
        return replaced(line.prefix(bytesMax))
    }

    private static func replaced(_ line: ArraySlice<UInt8>) -> String {
        var rest = line.drop(while: \.isXMLSpace)
        var result: [UInt8] = []
        while let byte = rest.first {
            if let length = volatileLength(rest, behind: result.last) {
                result.append(contentsOf: "…".utf8)
                rest = rest.dropFirst(length)
            } else {
                // Blanks in a row are one: tables are as wide as their numbers.
                if !byte.isXMLSpace || result.last != 0x20 {
                    result.append(byte.isXMLSpace ? 0x20 : byte)
                }
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// How many bytes at the beginning of a text are volatile; nil for none.
    private static func volatileLength(_ text: ArraySlice<UInt8>, behind last: UInt8?) -> Int? {
        let isWordStart = last.map { !isWord($0) } ?? true
        if isWordStart {
            if let length = uuid(text) ?? hash(text) ?? duration(text) { return length }
        }
        if let length = VolatileText.volatileLength(text, behind: last) { return length }
        let digits = text.prefix(while: \.isASCIIDigit)
        guard digits.count >= 3, last?.isASCIIDigit != true else { return nil }
        return digits.count + fraction(text.dropFirst(digits.count))
    }

    private static func uuid(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= 36, isEnd(text, 36) else { return nil }
        let isUUID = text.prefix(36).enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index) ? byte == 0x2D : isHex(byte)
        }
        return isUUID ? 36 : nil
    }

    /// Seven hexadecimal digits or more of which at least one is none of the alphabet and one is:
    /// a commit, a digest, a key.
    private static func hash(_ text: ArraySlice<UInt8>) -> Int? {
        let digits = text.prefix(while: isHex)
        guard
            digits.count >= 7, isEnd(text, digits.count), digits.contains(where: \.isASCIIDigit)
        else { return nil }
        return digits.count
    }

    /// `12ms`, `0.5 s`, `3.25 seconds`.
    private static func duration(_ text: ArraySlice<UInt8>) -> Int? {
        let digits = text.prefix(while: \.isASCIIDigit)
        guard !digits.isEmpty else { return nil }
        var length = digits.count + fraction(text.dropFirst(digits.count))
        if text.dropFirst(length).first == 0x20 { length += 1 }
        let unit = text.dropFirst(length).prefix { $0.isASCIILetter || $0 >= 0x80 }
        let units = [
            "ns", "us", "µs", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "minutes",
        ]
        guard units.contains(String(decoding: unit, as: UTF8.self)) else { return nil }
        return length + unit.count
    }

    /// The length of `.25`; 0 where no fraction follows.
    private static func fraction(_ text: ArraySlice<UInt8>) -> Int {
        guard text.first == 0x2E else { return 0 }
        let digits = text.dropFirst().prefix(while: \.isASCIIDigit)
        return digits.isEmpty ? 0 : digits.count + 1
    }

    private static func isEnd(_ text: ArraySlice<UInt8>, _ length: Int) -> Bool {
        text.dropFirst(length).first.map { !isWord($0) } ?? true
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte == 0x5F || byte >= 0x80
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (0x61...0x66).contains(byte | 0x20)
    }
}
