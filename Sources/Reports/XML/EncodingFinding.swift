/// What is known of a file's encoding before it is read.
struct EncodingFinding {
    var encoding: SourceEncoding
    /// The length of the byte order mark.
    var markBytes = 0
    /// What is odd about it.
    var complaint: String?

    /// Looks at the beginning of a file.
    init(_ bytes: [UInt8]) {
        if let mark = Self.mark(of: bytes) {
            (encoding, markBytes) = mark
        } else if let shape = Self.shape(of: bytes) {
            encoding = shape
        } else {
            let declared = Self.declaredName(in: bytes)
            (encoding, complaint) = Self.meaning(of: declared)
        }
    }

    private static func mark(of bytes: [UInt8]) -> (SourceEncoding, Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return (.utf32(bigEndian: false), 4) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return (.utf32(bigEndian: true), 4) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16(bigEndian: false), 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16(bigEndian: true), 2) }
        return nil
    }

    /// A file without a mark that begins with `<` in two or four bytes.
    private static func shape(of bytes: [UInt8]) -> SourceEncoding? {
        if bytes.starts(with: [0x3C, 0, 0, 0]) { return .utf32(bigEndian: false) }
        if bytes.starts(with: [0, 0, 0, 0x3C]) { return .utf32(bigEndian: true) }
        guard bytes.count >= 4 else { return nil }
        if bytes.starts(with: [0x3C, 0]), bytes[2] != 0, bytes[3] == 0 {
            return .utf16(bigEndian: false)
        }
        if bytes.starts(with: [0, 0x3C, 0]), bytes[3] != 0 { return .utf16(bigEndian: true) }
        return nil
    }

    /// The encoding named by the first XML declaration in the first 64 KiB, in lower case.
    private static func declaredName(in bytes: [UInt8]) -> String? {
        let start = bytes.prefix(1 << 16)
        guard let open = start.firstRange(of: "<?xml ") else { return nil }
        let declaration = start[open.upperBound...].prefix(200).prefix { $0 != 0x3E }
        guard let word = declaration.firstRange(of: "encoding") else { return nil }
        let value = declaration[word.upperBound...].drop { $0.isXMLSpace || $0 == 0x3D }
        guard let quote = value.first, quote == 0x22 || quote == 0x27 else { return nil }
        let name = value.dropFirst().prefix { $0 != quote }
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    private static func meaning(of name: String?) -> (SourceEncoding, String?) {
        switch name {
        case nil, "", "utf-8", "utf8":
            return (.utf8, nil)
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "us-ascii", "ascii",
            "windows-1252", "cp1252":
            return (.windows1252, nil)
        case "iso-8859-15", "iso8859-15", "iso_8859-15", "latin9", "latin-9":
            return (.latin9, nil)
        case .some(let name) where name.hasPrefix("utf-16") || name.hasPrefix("utf-32"):
            return (.utf8, "the file says it is \(name), but its bytes are not; read as utf-8")
        case .some(let name):
            return (.utf8, "the encoding \"\(name)\" is not known here; read as utf-8")
        }
    }
}
