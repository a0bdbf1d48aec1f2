/// Text made ready for comparison by code units, as .NET's `OrdinalIgnoreCase` does it.
///
/// Each scalar becomes its simple uppercase form: `ς`, `σ` and `Σ` are one letter. `ı` and `ſ` stay as they
/// are, since they would become ASCII letters, and so do letters without a one-letter form, such as `ß`.
/// Canonical equivalence is not looked at: `é` in one scalar differs from `é` in two.
///
/// Source: dotnet/runtime, "String comparison by ordinal, ignoring case" (simple case mapping, invariant).
struct OrdinalText: Sendable, Hashable, Comparable {
    private let bytes: [UInt8]

    init(_ text: String, ignoringCase: Bool = true) {
        bytes = ignoringCase ? Self.uppercased(text) : Array(text.utf8)
    }

    func hasPrefix(_ other: OrdinalText) -> Bool {
        bytes.starts(with: other.bytes)
    }

    func hasSuffix(_ other: OrdinalText) -> Bool {
        bytes.count >= other.bytes.count
            && bytes.suffix(other.bytes.count).elementsEqual(other.bytes)
    }

    /// Whether the other text stands anywhere in this one, in time linear in both.
    ///
    /// Knuth, Morris and Pratt, since a hostile pair of texts would make the plain search quadratic.
    func contains(_ other: OrdinalText) -> Bool {
        let wanted = other.bytes
        guard !wanted.isEmpty else { return true }
        let borders = Self.borders(of: wanted)
        var matched = 0
        for byte in bytes {
            while matched > 0, wanted[matched] != byte { matched = borders[matched - 1] }
            if wanted[matched] == byte { matched += 1 }
            if matched == wanted.count { return true }
        }
        return false
    }

    /// By UTF-16 code units: a scalar beyond U+FFFF comes before U+E000...U+FFFF.
    static func < (left: OrdinalText, right: OrdinalText) -> Bool {
        for (first, second) in zip(left.bytes, right.bytes) where first != second {
            // Only lead bytes reach 0xEE; 0xF0 and up begin what UTF-16 writes as a surrogate pair.
            if first >= 0xEE, second >= 0xEE, (first >= 0xF0) != (second >= 0xF0) {
                return first >= 0xF0
            }
            return first < second
        }
        return left.bytes.count < right.bytes.count
    }

    /// For each prefix, the length of its longest proper prefix that is its suffix too.
    private static func borders(of pattern: [UInt8]) -> [Int] {
        var borders = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for position in pattern.indices.dropFirst() {
            while length > 0, pattern[length] != pattern[position] { length = borders[length - 1] }
            if pattern[length] == pattern[position] { length += 1 }
            borders[position] = length
        }
        return borders
    }

    private static func uppercased(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z": bytes.append(UInt8(truncatingIfNeeded: scalar.value - 32))
            case "\0"..."\u{7F}": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default: bytes.append(contentsOf: UTF8.encode(simpleUppercase(of: scalar)) ?? .init())
            }
        }
        return bytes
    }

    /// The one-scalar uppercase form; the scalar itself where there is none.
    private static func simpleUppercase(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        let properties = scalar.properties
        // Where the full form is longer than a scalar, as for `ᾳ`, the titlecase form is the simple one.
        for form in [properties.uppercaseMapping, properties.titlecaseMapping] {
            guard let only = form.unicodeScalars.first, form.unicodeScalars.count == 1 else {
                continue
            }
            return only.isASCII ? scalar : only
        }
        return scalar
    }
}
