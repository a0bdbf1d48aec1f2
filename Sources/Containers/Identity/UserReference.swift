/// Who a text means: a user and perhaps a group, each by name or number.
///
/// A number is always an id, also where a name looks like one (CVE-2026-46680), and decimal digits alone make a
/// number: `-1`, `0x0` and `1e3` are names, which an image hardly has (CVE-2026-30892, CVE-2024-40635).
///
/// Source: OCI image-spec 1.1, config.md, `User`.
package struct UserReference: Sendable, Hashable {
    /// The user.
    package let user: Part
    /// The group; nil for the user's own.
    package let group: Part?

    /// A user or a group.
    package enum Part: Sendable, Hashable {
        /// By its number.
        case id(UInt32)
        /// By its name in a table.
        case name(String)
    }

    /// Reads a text.
    ///
    /// - Parameter text: `NAME`, `UID`, `NAME:GROUP`, ….
    /// - Throws: `IdentityError.malformed`, `.idTooLarge`.
    package init(_ text: String) throws(IdentityError) {
        let parts = text.utf8.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count <= 2, !text.utf8.contains(where: { $0 < 0x20 }) else {
            throw .malformed(text)
        }
        user = try Self.part(parts[0], of: text)
        group = parts.count == 2 ? try Self.part(parts[1], of: text) : nil
    }

    private static func part(
        _ bytes: Substring.UTF8View.SubSequence,
        of text: String
    ) throws(IdentityError) -> Part {
        guard !bytes.isEmpty, let word = String(bytes) else { throw .malformed(text) }
        guard word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return .name(word) }
        guard let id = Self.id(word.utf8) else { throw .idTooLarge(word) }
        return .id(id)
    }

    /// A user or group id in decimal digits; nil for anything else and for 2³²−1.
    static func id(_ digits: some Collection<UInt8>) -> UInt32? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - 0x30)
            guard value < UInt64(UInt32.max) else { return nil }
        }
        return UInt32(value)
    }
}
