import CGit

/// The id of a git object: 20 bytes (SHA-1).
package struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The raw bytes.
    package let bytes: [UInt8]

    /// An id from its raw bytes; exactly 20.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 20)
        self.bytes = bytes
    }

    /// An id from its 40 hexadecimal digits; nil for anything else.
    package init?(_ text: String) {
        let digits = text.utf8.map { Self.value(of: $0) }
        guard digits.count == 40, !digits.contains(nil) else { return nil }
        bytes = stride(from: 0, to: 40, by: 2).map {
            (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0)
        }
    }

    init(_ id: git_oid) {
        bytes = withUnsafeBytes(of: id) { Array($0.prefix(20)) }
    }

    /// libgit2's form.
    var raw: git_oid {
        var id = git_oid()
        withUnsafeMutableBytes(of: &id) { $0.copyBytes(from: bytes) }
        return id
    }

    /// 40 hexadecimal digits in lower case.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// The first 12 digits, as people read them.
    package var short: String { String(description.prefix(12)) }

    /// The order of the bytes.
    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        case 0x41...0x46: digit - 0x41 + 10
        default: nil
        }
    }
}
