/// Reads the fixed-width numbers of a timestamp, one after the other.
struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) {
        rest = ArraySlice(text.utf8)
        while rest.last?.isXMLSpace == true { rest.removeLast() }
        skipSpaces()
    }

    /// A number of exactly so many digits.
    mutating func number(_ width: Int) -> Int? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy(\.isASCIIDigit) else { return nil }
        rest = rest.dropFirst(width)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Passes over one character, if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next = rest.first, UInt32(next) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Passes over what parts date and time: `T`, blanks, or both; at least one of them must be
    /// there.
    mutating func skipSeparator() -> Bool {
        let before = rest.count
        skipSpaces()
        _ = skip("T") || skip("t")
        skipSpaces()
        return rest.count < before
    }

    /// The digits behind a point as nanoseconds; 0 where there is no point.
    mutating func fraction() -> Int32 {
        guard skip(".") || skip(",") else { return 0 }
        let digits = rest.prefix(while: \.isASCIIDigit)
        rest = rest.dropFirst(digits.count)
        let nine = digits.prefix(9) + Array(repeating: 0x30, count: Swift.max(0, 9 - digits.count))
        return nine.reduce(0) { $0 * 10 + Int32($1 - 0x30) }
    }

    /// The zone at the end of the text; nil where something else stands there.
    mutating func zone() -> (offsetSeconds: Int, isKnown: Bool)? {
        skipSpaces()
        if rest.isEmpty { return (0, false) }
        if skip("Z") || skip("z") { return rest.isEmpty ? (0, true) : nil }
        let isNegative = rest.first == 0x2D
        guard skip("+") || skip("-"), let hours = number(2) ?? number(1) else { return nil }
        _ = skip(":")
        let minutes = rest.isEmpty ? 0 : number(2)
        guard let minutes, rest.isEmpty, hours <= 18, minutes < 60 else { return nil }
        let offset = hours * 3_600 + minutes * 60
        return (isNegative ? -offset : offset, true)
    }

    private mutating func skipSpaces() {
        rest = rest.drop(while: \.isXMLSpace)
    }
}
