/// How the bytes of a file spell text: byte order mark first, then the shape of the first bytes,
/// then what the XML declaration says.
///
/// Source: XML 1.0, appendix F; where declaration and bytes contradict each other, the bytes are
/// believed.
enum SourceEncoding: Hashable {
    case utf8
    case utf16(bigEndian: Bool)
    case utf32(bigEndian: Bool)
    /// windows-1252, which is also what files that say ISO-8859-1 or US-ASCII mean by the bytes
    /// 80–9F.
    case windows1252
    /// ISO-8859-15.
    case latin9
}

extension SourceEncoding {
    /// The bytes as UTF-8; what is no text becomes U+FFFD.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - start: The length of its byte order mark.
    /// - Returns: The same array where nothing is to do.
    func utf8(_ bytes: [UInt8], from start: Int) -> [UInt8] {
        switch self {
        case .utf8: start == 0 ? bytes : Array(bytes[start...])
        case .utf16(let bigEndian): Self.fromUTF16(bytes, from: start, bigEndian: bigEndian)
        case .utf32(let bigEndian): Self.fromUTF32(bytes, from: start, bigEndian: bigEndian)
        case .windows1252: Self.fromTable(bytes, from: start, at: 0x80, Self.windows1252Table)
        case .latin9: Self.fromTable(bytes, from: start, at: 0xA4, Self.latin9Table)
        }
    }

    private static func fromUTF16(_ bytes: [UInt8], from start: Int, bigEndian: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count - start) / 2 + 16)
        func unit(at index: Int) -> UInt32 {
            guard index + 1 < bytes.count else { return 0xFFFD }
            let (one, two) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
            return bigEndian ? one << 8 | two : two << 8 | one
        }
        var index = start
        while index < bytes.count {
            let first = unit(at: index)
            index += 2
            guard (0xD800..<0xDC00).contains(first) else {
                result.appendUTF8(first)
                continue
            }
            let second = unit(at: index)
            if (0xDC00..<0xE000).contains(second) {
                index += 2
                result.appendUTF8(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
            } else {
                result.appendUTF8(0xFFFD)
            }
        }
        return result
    }

    private static func fromUTF32(_ bytes: [UInt8], from start: Int, bigEndian: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count - start) / 4 + 16)
        for index in stride(from: start, to: bytes.count, by: 4) {
            let four = bytes[index..<min(index + 4, bytes.count)]
            guard four.count == 4 else {
                result.appendUTF8(0xFFFD)
                break
            }
            let ordered = bigEndian ? Array(four) : four.reversed()
            result.appendUTF8(ordered.reduce(0) { $0 << 8 | UInt32($1) })
        }
        return result
    }

    /// One byte, one character: Latin-1 but for a stretch that a table tells.
    private static func fromTable(
        _ bytes: [UInt8],
        from start: Int,
        at first: UInt8,
        _ table: [UInt16]
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count - start + 1_024)
        for byte in bytes[start...] {
            if byte < 0x80 {
                result.append(byte)
            } else if byte >= first, Int(byte - first) < table.count {
                result.appendUTF8(UInt32(table[Int(byte - first)]))
            } else {
                result.appendUTF8(UInt32(byte))
            }
        }
        return result
    }

    /// The bytes 80–9F, after WHATWG Encoding, index-windows-1252.
    private static let windows1252Table: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]

    /// The bytes A4–BE, after ISO/IEC 8859-15.
    private static let latin9Table: [UInt16] = [
        0x20AC, 0x00A5, 0x0160, 0x00A7, 0x0161, 0x00A9, 0x00AA, 0x00AB, 0x00AC,
        0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x017D, 0x00B5,
        0x00B6, 0x00B7, 0x017E, 0x00B9, 0x00BA, 0x00BB, 0x0152, 0x0153, 0x0178,
    ]
}
