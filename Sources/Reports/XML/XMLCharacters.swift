/// The classes of bytes that XML and the formats of this room are made of.
extension UInt8 {
    /// Blank, tab, line feed or carriage return.
    var isXMLSpace: Bool {
        self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D
    }

    var isASCIIDigit: Bool {
        self >= 0x30 && self <= 0x39
    }

    var isASCIILetter: Bool {
        (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A
    }

    /// A byte that may begin a name; whatever is not ASCII may.
    var isXMLNameStart: Bool {
        isASCIILetter || self == 0x5F || self == 0x3A || self >= 0x80
    }

    /// A byte that may stand inside a name.
    var isXMLName: Bool {
        isXMLNameStart || isASCIIDigit || self == 0x2D || self == 0x2E
    }

    /// A control character that XML 1.0 does not allow in any spelling.
    var isIllegalControl: Bool {
        self < 0x20 && !isXMLSpace
    }

    var isUTF8Continuation: Bool {
        self & 0xC0 == 0x80
    }
}

/// XML 1.0, production 2, without the control characters that a `UInt8` can hold.
func isXMLCharacter(_ value: UInt32) -> Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
    default: false
    }
}

extension Array where Element == UInt8 {
    /// Adds one Unicode scalar in UTF-8; a value that is none gives U+FFFD.
    mutating func appendUTF8(_ value: UInt32) {
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
