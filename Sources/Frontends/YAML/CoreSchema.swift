import Expressions

/// The values of plain scalars.
///
/// Only what stands here is not a text: `yes`, `on`, `1_000`, `12:30:45`, `2024-01-01` and `017` of YAML 1.1
/// are texts, the last one a decimal number.
///
/// Source: YAML 1.2.2, section 10.3.2, "Tag Resolution" of the core schema.
enum CoreSchema {
    /// The value of a scalar without quotes.
    static func value(ofPlain text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .boolean(true)
        case "false", "False", "FALSE": .boolean(false)
        default: number(text).map(Value.number) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case ".nan", ".NaN", ".NAN": return .nan
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
        case "-.inf", "-.Inf", "-.INF": return -.infinity
        default: break
        }
        if text.hasPrefix("0o") { return whole(text.utf8.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return whole(text.utf8.dropFirst(2), radix: 16) }
        return isDecimal(text.utf8[...]) ? Double(text.hasSuffix(".") ? text + "0" : text) : nil
    }

    private static func whole(_ digits: Substring.UTF8View, radix: Int) -> Double? {
        guard !digits.isEmpty else { return nil }
        var total = 0.0
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue, value < radix else {
                return nil
            }
            total = total * Double(radix) + Double(value)
        }
        return total
    }

    /// Whether a text is `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
        var rest = text
        skipSign(&rest)
        let whole = skipDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = skipDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return rest.isEmpty }
        rest.removeFirst()
        skipSign(&rest)
        return skipDigits(&rest) > 0 && rest.isEmpty
    }

    private static func skipSign(_ text: inout Substring.UTF8View) {
        if text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") { text.removeFirst() }
    }

    private static func skipDigits(_ text: inout Substring.UTF8View) -> Int {
        let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        text = text.dropFirst(digits.count)
        return digits.count
    }
}
