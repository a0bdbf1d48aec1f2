import CGit

/// The id of a git object: 20 bytes (SHA-1).
package struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
    // In place rather than in an array: ids are looked up and compared by the ten thousand.
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    /// An id from its raw bytes; exactly 20.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 20)
        self = bytes.withUnsafeBytes { ObjectID($0) }
    }

    /// An id from its 40 hexadecimal digits; nil for anything else.
    package init?(_ text: String) {
        let digits = text.utf8.map { Self.value(of: $0) }
        guard digits.count == 40, !digits.contains(nil) else { return nil }
        self.init(
            bytes: stride(from: 0, to: 40, by: 2).map {
                (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0)
            }
        )
    }

    init(_ id: git_oid) {
        self = withUnsafeBytes(of: id) { ObjectID($0) }
    }

    private init(_ bytes: UnsafeRawBufferPointer) {
        high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        middle = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
    }

    /// The raw bytes.
    package var bytes: [UInt8] { withUnsafeBytes(of: raw) { Array($0.prefix(20)) } }

    /// The first of the raw bytes, by which pack indexes are divided.
    var firstByte: UInt8 { UInt8(high >> 56) }

    /// libgit2's form.
    var raw: git_oid {
        var id = git_oid()
        withUnsafeMutableBytes(of: &id) {
            $0.storeBytes(of: high.bigEndian, as: UInt64.self)
            $0.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
        }
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
        (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
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
