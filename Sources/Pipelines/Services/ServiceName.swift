/// The name of a service: the host name by which the containers of its job reach it.
///
/// Letters, digits and hyphens, a letter first and no hyphen last, at most 63 of them (RFC 1123, section 2.1). A letter
/// must be first since some programs take `10` and `0x7f` for addresses. Upper and lower case are the same.
package struct ServiceName: Sendable, Hashable, CustomStringConvertible {
    /// The name, in lower case.
    package let text: String

    /// Names that every container has for itself.
    package static let reserved: Set<String> = ["localhost", "cuvette"]

    /// A name; nil where the text is none, or reserved.
    package init?(_ text: String) {
        let name = text.lowercased()
        let bytes = Array(name.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63,
            Self.isLetter(first), last != UInt8(ascii: "-"),
            bytes.allSatisfy({ Self.isLetter($0) || Self.isDigitOrHyphen($0) }),
            !Self.reserved.contains(name)
        else { return nil }
        self.text = name
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigitOrHyphen(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }

    /// The name.
    package var description: String { text }
}
