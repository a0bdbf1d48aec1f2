/// The numbers of a report, in all the spellings that producers use.
enum JUnitNumbers {
    /// What a `time` attribute says.
    enum Time: Equatable {
        case known(Duration)
        /// The attribute is empty.
        case missing
        /// Not a number, below zero, or longer than a year.
        case nonsense
    }

    /// Longer than this is taken for a mistake, as Jenkins does.
    private static let secondsMax = 366.0 * 86_400

    /// A whole number; nil where it is none.
    static func integer(_ text: ArraySlice<UInt8>) -> Int? {
        let digits = trimmed(text)
        return Int(String(decoding: digits.prefix(32), as: UTF8.self))
    }

    /// Seconds with a point, with commas between thousands (Surefire writes `1,234.56`), with a
    /// comma for a point where no thousands can be meant, or with an exponent.
    static func time(_ text: ArraySlice<UInt8>) -> Time {
        let digits = trimmed(text)
        if let duration = plainTime(digits) { return .known(duration) }
        if digits.isEmpty { return .missing }
        guard let seconds = decimal(digits), seconds >= 0, seconds <= secondsMax else {
            return .nonsense
        }
        return .known(.nanoseconds(Int64((seconds * 1e9).rounded())))
    }

    /// The usual spelling, at no cost: digits, a point, up to nine digits.
    private static func plainTime(_ text: ArraySlice<UInt8>) -> Duration? {
        guard !text.isEmpty, text.count <= 18 else { return nil }
        var (value, scale, isFraction) = (Int64(0), Int64(1_000_000_000), false)
        for byte in text {
            if byte == 0x2E, !isFraction, text.count > 1 {
                isFraction = true
            } else if byte.isASCIIDigit, scale > 1 || !isFraction, value < 1_000_000_000 {
                value = value * 10 + Int64(byte - 0x30)
                if isFraction { scale /= 10 }
            } else {
                return nil
            }
        }
        let seconds = value / (1_000_000_000 / scale)
        return Double(seconds) <= secondsMax ? .nanoseconds(value * scale) : nil
    }

    private static func decimal(_ text: ArraySlice<UInt8>) -> Double? {
        guard text.count <= 64, text.allSatisfy(isNumeral) else { return nil }
        let commas = text.count { $0 == 0x2C }
        let isDecimalComma = commas == 1 && !text.contains(0x2E) && !isGrouped(text)
        let digits = text.compactMap { byte -> UInt8? in
            guard byte == 0x2C else { return byte.isXMLSpace ? nil : byte }
            return isDecimalComma ? 0x2E : nil
        }
        return Double(String(decoding: digits, as: UTF8.self))
    }

    /// Whether a single comma can stand between thousands: `1,234` but neither `0,5` nor `0,123`.
    private static func isGrouped(_ text: ArraySlice<UInt8>) -> Bool {
        guard let comma = text.firstIndex(of: 0x2C) else { return false }
        let (before, behind) = (text[..<comma], text[(comma + 1)...])
        return (1...3).contains(before.count) && before.first != 0x30 && behind.count == 3
            && behind.allSatisfy(\.isASCIIDigit)
    }

    /// What may stand in a number; the letters of `nan`, `inf` and hexadecimal numbers may not.
    private static func isNumeral(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || byte.isXMLSpace || [0x2B, 0x2C, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop(while: \.isXMLSpace)
        while text.last?.isXMLSpace == true { text.removeLast() }
        return text
    }
}
