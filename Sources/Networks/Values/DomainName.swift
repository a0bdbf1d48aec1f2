/// A host name as people write it: lower case, labels between dots, without the last dot.
///
/// RFC 1123, section 2.1, and underscores, since DNS and the names of services have them.
package struct DomainName: Sendable, Hashable {
    /// The whole name; 1 to 253 bytes.
    package let text: String

    /// Reads a name; one dot at the end is taken off, upper case is lowered.
    package init?(_ text: some StringProtocol) {
        var bytes = text.utf8.map { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        guard (1...253).contains(bytes.count) else { return nil }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(Self.isLabel) else { return nil }
        self.text = String(decoding: bytes, as: UTF8.self)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
            && label.last != UInt8(ascii: "-") && label.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    /// Whether it lies below a domain: `a.b.c` below `b.c`, but `b.c` not below itself.
    package func isBelow(_ domain: DomainName) -> Bool {
        text.hasSuffix("." + domain.text)
    }
}

extension DomainName: CustomStringConvertible {
    /// The name.
    package var description: String { text }
}
