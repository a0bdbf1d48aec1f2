/// The ways in which programs write a value without meaning to show it.
package enum SecretForms {
    /// The value itself and its other forms, always in the same order.
    package static func of(_ value: String) -> [String] {
        let lines = value.split(whereSeparator: \.isNewline).map(String.init)
        // Short lines, such as a closing brace, would mask half of every log.
        let secretLines = lines.count > 1 ? lines.filter { $0.utf8.count >= 6 } : lines
        return [value] + secretLines + [base64(value), percentEncoded(value), jsonEscaped(value)]
    }

    private static func base64(_ value: String) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        )
        let bytes = Array(value.utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).reduce(0) { sum, offset in
                sum << 8 | (start + offset < bytes.count ? Int(bytes[start + offset]) : 0)
            }
            let filled = min(3, bytes.count - start)
            for digit in 0..<4 {
                text.append(
                    digit <= filled ? alphabet[group >> (18 - 6 * digit) & 63] : UInt8(ascii: "=")
                )
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func percentEncoded(_ value: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in value.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII,
                character.isLetter || character.isNumber || "-_.~".contains(character)
            {
                text.append(byte)
            } else {
                text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func jsonEscaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
