extension JSONPart {
    /// The text of a string; nil for whatever is none or is cut off.
    var string: String? {
        guard kind == .string, isWhole else { return nil }
        return Self.decoded(bytes, (range.lowerBound + 1)..<(range.upperBound - 1))
    }

    /// The text of a string, or a number or word as it is written; what is no JSON too.
    var text: String {
        string ?? String(decoding: bytes[range.prefix(1 << 16)], as: UTF8.self)
    }

    /// A number; also of a string that holds one.
    var number: Double? {
        switch kind {
        case .number: Double(String(decoding: bytes[range.prefix(64)], as: UTF8.self))
        case .string: string.flatMap(Double.init)
        default: nil
        }
    }

    /// A whole number.
    var integer: Int? {
        number.flatMap { Int(exactly: $0.rounded(.towardZero)) }
    }

    /// Whether it is the word `true`; nil where it is neither that nor `false`.
    var bool: Bool? {
        guard kind == .word else { return nil }
        if bytes.hasText("true", at: range.lowerBound) { return true }
        return bytes.hasText("false", at: range.lowerBound) ? false : nil
    }

    /// A number of some unit as a length of time; nil where it is none, negative or beyond a year.
    ///
    /// - Parameter secondsPerUnit: 1 for seconds, 0.001 for milliseconds.
    /// - Returns: The length, to the nanosecond.
    func duration(secondsPerUnit: Double = 1) -> Duration? {
        guard let number, number >= 0, number * secondsPerUnit <= 366 * 86_400 else { return nil }
        return .nanoseconds(Int64((number * secondsPerUnit * 1e9).rounded()))
    }
}

// MARK: Escapes

extension JSONPart {
    /// What the inside of a string means.
    static func decoded(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        guard bytes[range].contains(0x5C) else {
            return String(decoding: bytes[range], as: UTF8.self)
        }
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == 0x5C, index + 1 < range.upperBound {
                index = appendEscaped(bytes, from: index + 1, to: range.upperBound, &result)
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Adds what an escape stands for, its letter standing at a place; returns the place behind it.
    private static func appendEscaped(
        _ bytes: [UInt8],
        from start: Int,
        to limit: Int,
        _ result: inout [UInt8]
    ) -> Int {
        switch bytes[start] {
        case 0x6E: result.append(0x0A)
        case 0x74: result.append(0x09)
        case 0x72: result.append(0x0D)
        case 0x62: result.append(0x08)
        case 0x66: result.append(0x0C)
        case 0x75: return appendScalar(bytes, from: start + 1, to: limit, &result)
        case let other: result.append(other)
        }
        return start + 1
    }

    /// Adds the scalar of `\u12AB`, or of two of them; a half one becomes U+FFFD.
    private static func appendScalar(
        _ bytes: [UInt8],
        from start: Int,
        to limit: Int,
        _ result: inout [UInt8]
    ) -> Int {
        guard let first = unit(bytes, from: start, to: limit) else {
            result.appendUTF8(0xFFFD)
            return start
        }
        guard (0xD800..<0xDC00).contains(first) else {
            result.appendUTF8(first)
            return start + 4
        }
        guard
            bytes.hasText("\\u", at: start + 4),
            let second = unit(bytes, from: start + 6, to: limit),
            (0xDC00..<0xE000).contains(second)
        else {
            result.appendUTF8(0xFFFD)
            return start + 4
        }
        result.appendUTF8(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
        return start + 10
    }

    private static func unit(_ bytes: [UInt8], from start: Int, to limit: Int) -> UInt32? {
        guard start + 4 <= limit else { return nil }
        let digits = bytes[start..<(start + 4)]
        guard digits.allSatisfy({ $0.isASCIIDigit || (0x61...0x66).contains($0 | 0x20) }) else {
            return nil
        }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
