#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Double {
    /// Reads a number as the language coerces text: trimmed, empty is 0, what is no number is `NaN`.
    ///
    /// Decimal with an optional sign and exponent, `0x` and `0o` with 32 bits in two's complement and without
    /// a sign, `Infinity` with an optional sign.
    ///
    /// Source: actions/runner, Expressions2, `ParseNumber`.
    init(expressionText text: String) {
        var body = Substring(text).unicodeScalars
        while let first = body.first, first.properties.isWhitespace { body.removeFirst() }
        while let last = body.last, last.properties.isWhitespace { body.removeLast() }
        let trimmed = String(Substring(body))
        self =
            switch trimmed {
            case "": 0
            case "Infinity", "+Infinity": .infinity
            case "-Infinity": -.infinity
            case _ where trimmed.hasPrefix("0x"): Self.bits(trimmed.dropFirst(2), radix: 16)
            case _ where trimmed.hasPrefix("0o"): Self.bits(trimmed.dropFirst(2), radix: 8)
            default: Self.decimal(trimmed)
            }
    }

    /// How the language writes a number: at most 15 significant digits, `1E+15` from there on, zero unsigned.
    ///
    /// Source: actions/runner, `ExpressionConstants.NumberFormat`, which is .NET's `G15`.
    var expressionText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
        if isZero { return "0" }
        let (digits, exponent) = magnitude.significantDigits
        return (self < 0 ? "-" : "") + Self.text(ofDigits: digits, exponent: exponent)
    }

    private static func bits(_ digits: Substring, radix: Int) -> Double {
        // The integer parser would take a sign.
        guard digits.first?.isHexDigit == true, let bits = UInt32(digits, radix: radix) else {
            return .nan
        }
        return Double(Int32(bitPattern: bits))
    }

    private static func decimal(_ text: String) -> Double {
        // The standard parser also takes "nan", "inf" and hexadecimal floats, which are none here.
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = dropDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = dropDigits(&rest)
        }
        guard whole + fraction > 0 else { return .nan }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                rest.removeFirst()
            }
            guard dropDigits(&rest) > 0 else { return .nan }
        }
        return rest.isEmpty ? Double(text) ?? .nan : .nan
    }

    private static func dropDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return digits.count
    }

    /// The 15 significant digits, rounded from the exact value, without trailing zeros, and the power of ten
    /// of the first of them.
    private var significantDigits: (digits: [UInt8], exponent: Int) {
        let bytes = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            let count = withVaList([self]) {
                vsnprintf(buffer.baseAddress, buffer.count, "%.14e", $0)
            }
            return buffer.prefix(Int(count)).map(UInt8.init(bitPattern:))
        }
        let parts = bytes.split(separator: UInt8(ascii: "e"), maxSplits: 1)
        var digits = parts.first.map { $0.filter { (0x30...0x39).contains($0) } } ?? []
        while digits.last == UInt8(ascii: "0"), digits.count > 1 { digits.removeLast() }
        let exponent = parts.last.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        return (digits, exponent)
    }

    private static func text(ofDigits digits: [UInt8], exponent: Int) -> String {
        let all = String(decoding: digits, as: UTF8.self)
        if exponent >= 15 || exponent < -4 {
            let fraction = digits.count > 1 ? "." + all.dropFirst() : ""
            let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            return "\(all.prefix(1))\(fraction)E\(exponent < 0 ? "-" : "+")\(power)"
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + all }
        if digits.count <= exponent + 1 {
            return all + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return "\(all.prefix(exponent + 1)).\(all.dropFirst(exponent + 1))"
    }
}
