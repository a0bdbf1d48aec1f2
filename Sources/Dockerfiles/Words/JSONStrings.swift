/// The JSON form of an instruction's arguments: `["a", "b"]`.
enum JSONStrings: Sendable, Hashable {
    /// An array of strings.
    case strings([String])
    /// An array of JSON, but something in it is no string.
    case otherArray
    /// Not an array of JSON, so the arguments are words for a shell.
    case notJSON

    /// Reads the arguments.
    static func read(_ scalars: [Unicode.Scalar]) -> JSONStrings {
        var reader = Reader(scalars: scalars)
        return reader.array()
    }

    private struct Reader {
        let scalars: [Unicode.Scalar]
        var offset = 0
        var hasOthers = false

        var current: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

        mutating func skipBlanks() {
            while let scalar = current, [" ", "\t", "\n", "\r"].contains(scalar) { offset += 1 }
        }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard current == scalar else { return false }
            offset += 1
            return true
        }

        mutating func array() -> JSONStrings {
            guard let strings = elements(depth: 0) else { return .notJSON }
            skipBlanks()
            guard current == nil else { return .notJSON }
            return hasOthers ? .otherArray : .strings(strings)
        }

        /// The strings of an array; nil where it is no JSON.
        mutating func elements(depth: Int) -> [String]? {
            guard depth < 32, take("[") else { return nil }
            if take("]") { return [] }
            var strings: [String] = []
            repeat {
                skipBlanks()
                if current == "\"" {
                    guard let string = string() else { return nil }
                    strings.append(string)
                } else {
                    hasOthers = true
                    guard value(depth: depth) else { return nil }
                }
            } while take(",")
            return take("]") ? strings : nil
        }

        /// Passes over a value that is no string at an array's top.
        mutating func value(depth: Int) -> Bool {
            skipBlanks()
            switch current {
            case "[": return elements(depth: depth + 1) != nil
            case "{": return object(depth: depth + 1)
            case "\"": return string() != nil
            default:
                let start = offset
                while let scalar = current,
                    scalar.isNameScalar || "+-.".unicodeScalars.contains(scalar)
                {
                    offset += 1
                }
                let word = String(scalars[start..<offset])
                return ["true", "false", "null"].contains(word) || Double(word) != nil
            }
        }

        mutating func object(depth: Int) -> Bool {
            guard depth < 32, take("{") else { return false }
            if take("}") { return true }
            repeat {
                skipBlanks()
                guard string() != nil, take(":"), value(depth: depth) else { return false }
            } while take(",")
            return take("}")
        }

        mutating func string() -> String? {
            guard take("\"") else { return nil }
            var result: [Unicode.Scalar] = []
            while let scalar = current {
                offset += 1
                switch scalar {
                case "\"": return String(result)
                case "\\":
                    guard let escaped = escaped() else { return nil }
                    result.append(escaped)
                default:
                    guard scalar.value >= 0x20 else { return nil }
                    result.append(scalar)
                }
            }
            return nil
        }

        mutating func escaped() -> Unicode.Scalar? {
            guard let scalar = current else { return nil }
            offset += 1
            switch scalar {
            case "\"", "\\", "/": return scalar
            case "b": return "\u{8}"
            case "f": return "\u{C}"
            case "n": return "\n"
            case "r": return "\r"
            case "t": return "\t"
            case "u": return unicode()
            default: return nil
            }
        }

        /// Four digits, or a pair of surrogates; a half of a pair becomes U+FFFD, as in Go.
        mutating func unicode() -> Unicode.Scalar? {
            guard let high = hexadecimal() else { return nil }
            guard (0xD800...0xDBFF).contains(high) else {
                return Unicode.Scalar(high) ?? "\u{FFFD}"
            }
            let start = offset
            if current == "\\" {
                offset += 1
                if current == "u" {
                    offset += 1
                    if let low = hexadecimal(), (0xDC00...0xDFFF).contains(low) {
                        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
                    }
                }
            }
            offset = start
            return "\u{FFFD}"
        }

        mutating func hexadecimal() -> UInt32? {
            guard offset + 4 <= scalars.count else { return nil }
            let digits = String(scalars[offset..<offset + 4])
            guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
                return nil
            }
            offset += 4
            return value
        }
    }
}
