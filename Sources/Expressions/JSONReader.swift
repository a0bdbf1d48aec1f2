/// Reads JSON strictly, keeping the order of keys, which Foundation does not.
///
/// Of equal keys the last value stands at the first one's place; keys that differ in case only are equal.
///
/// Source: RFC 8259.
struct JSONReader {
    /// How deep arrays and objects may nest; the reader recurses as deep.
    static let nestingMax = 100
    /// How large a text may be.
    static let bytesMax = 64 * 1024 * 1024

    private let bytes: [UInt8]
    private var position = 0
    private var nesting = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func value(of bytes: [UInt8]) throws(JSONError) -> Value {
        var reader = JSONReader(bytes)
        guard bytes.count <= bytesMax else {
            throw reader.error("the text has more than \(bytesMax) bytes")
        }
        reader.skipWhitespace()
        guard reader.peek() != nil else { throw reader.error("empty input") }
        let value = try reader.readValue()
        reader.skipWhitespace()
        guard reader.peek() == nil else { throw reader.error("unexpected text after the value") }
        return value
    }

    private mutating func readValue() throws(JSONError) -> Value {
        guard let byte = peek() else { throw error("unexpected end of the text") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try readObject())
        case UInt8(ascii: "["): return .array(try readArray())
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try readWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try readNumber())
        default: throw error("a value was expected")
        }
    }

    private mutating func readWord(_ word: String, _ value: Value) throws(JSONError) -> Value {
        guard bytes[position...].starts(with: word.utf8) else {
            throw error("a value was expected")
        }
        position += word.utf8.count
        return value
    }

    // MARK: Arrays and objects

    private mutating func readArray() throws(JSONError) -> [Value] {
        try enter()
        var items: [Value] = []
        skipWhitespace()
        if take("]") { return leave(items) }
        repeat {
            skipWhitespace()
            items.append(try readValue())
            skipWhitespace()
        } while take(",")
        guard take("]") else { throw error("\",\" or \"]\" was expected") }
        return leave(items)
    }

    private mutating func readObject() throws(JSONError) -> Object {
        try enter()
        var object = Object()
        skipWhitespace()
        if take("}") { return leave(object) }
        repeat {
            skipWhitespace()
            guard peek() == UInt8(ascii: "\"") else {
                throw error("a key in double quotes was expected")
            }
            let key = try readString()
            skipWhitespace()
            guard take(":") else { throw error("\":\" was expected") }
            skipWhitespace()
            object[key] = try readValue()
            skipWhitespace()
        } while take(",")
        guard take("}") else { throw error("\",\" or \"}\" was expected") }
        return leave(object)
    }

    private mutating func enter() throws(JSONError) {
        nesting += 1
        guard nesting <= Self.nestingMax else {
            throw error("arrays and objects nest deeper than \(Self.nestingMax)")
        }
        position += 1
    }

    private mutating func leave<Result>(_ result: Result) -> Result {
        nesting -= 1
        return result
    }

    // MARK: Numbers

    private mutating func readNumber() throws(JSONError) -> Double {
        let start = position
        _ = take("-")
        if !take("0") { try readDigits() }
        if take(".") { try readDigits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits()
        }
        return Double(String(decoding: bytes[start..<position], as: UTF8.self)) ?? .nan
    }

    private mutating func readDigits() throws(JSONError) {
        let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { throw error("a digit was expected") }
        position = digits.endIndex
    }

    // MARK: Strings

    private mutating func readString() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += String(try readEscape()).utf8
            case 0..<0x20: throw error("a control character in a string must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error("the string is not closed")
    }

    private mutating func readEscape() throws(JSONError) -> Unicode.Scalar {
        position += 1
        guard let letter = peek() else { throw error("the string is not closed") }
        let scalar: Unicode.Scalar
        switch Unicode.Scalar(letter) {
        case "\"", "\\", "/": scalar = Unicode.Scalar(letter)
        case "b": scalar = "\u{8}"
        case "f": scalar = "\u{C}"
        case "n": scalar = "\n"
        case "r": scalar = "\r"
        case "t": scalar = "\t"
        case "u": return try readUnicodeEscape()
        default: throw error("an unknown escape")
        }
        position += 1
        return scalar
    }

    /// Reads `uXXXX`, and the second half of a pair; a half without the other is U+FFFD.
    private mutating func readUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try readCodeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let rest = bytes[position...]
        guard UTF16.isLeadSurrogate(first), rest.starts(with: #"\u"#.utf8) else {
            return "\u{FFFD}"
        }
        let back = position
        position += 1
        let second = try readCodeUnit()
        guard UTF16.isTrailSurrogate(second) else {
            position = back
            return "\u{FFFD}"
        }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func readCodeUnit() throws(JSONError) -> UInt16 {
        let digits = bytes[position...].dropFirst().prefix(4)
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16)
        else { throw error("four hexadecimal digits were expected") }
        position += 5
        return unit
    }

    // MARK: Bytes

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func error(_ message: String) -> JSONError {
        let before = bytes[..<position]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONError(message, line: line, column: position - lineStart + 1)
    }
}
