import Glibc

/// Makes tar archives byte by byte, wrong ones too.
struct TarBuilder {
    private(set) var bytes: [UInt8] = []

    /// What an entry's header says.
    struct Header {
        var type: Character = "0"
        var mode = 0o644
        var owner = Int(geteuid())
        var group = Int(getegid())
        var modified = 1_700_000_000
        var link = ""
        var major = 0
        var minor = 0
        var magic = "ustar\0" + "00"
        /// In place of the number of data bytes.
        var size: Int?
        /// In place of the octal digits of the size.
        var sizeField: [UInt8]?
        /// Written into the header last, before the checksum: offset and bytes.
        var patch: (offset: Int, bytes: [UInt8])?
    }

    /// Adds an entry with its data.
    mutating func add(
        _ name: String,
        _ data: String = "",
        _ change: (inout Header) -> Void = { _ in }
    ) {
        var header = Header()
        change(&header)
        addRaw(Array(name.utf8), Array(data.utf8), header)
    }

    /// Adds an entry whose name is any bytes.
    mutating func addRaw(_ name: [UInt8], _ data: [UInt8] = [], _ header: Header = Header()) {
        bytes += Self.block(name, data.count, header)
        bytes += data
        bytes += [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
    }

    mutating func directory(_ name: String, mode: Int = 0o755) {
        add(name) {
            $0.type = "5"
            $0.mode = mode
        }
    }

    mutating func link(_ name: String, to target: String) {
        add(name) {
            $0.type = "2"
            $0.link = target
            $0.mode = 0o777
        }
    }

    mutating func hardLink(_ name: String, to target: String) {
        add(name) {
            $0.type = "1"
            $0.link = target
        }
    }

    mutating func device(_ name: String, _ major: Int, _ minor: Int) {
        add(name) {
            $0.type = "3"
            $0.major = major
            $0.minor = minor
        }
    }

    /// Adds an extended header for the entry that follows.
    mutating func pax(_ records: [(String, String)]) {
        paxRaw(records.map { ($0.0, Array($0.1.utf8)) })
    }

    mutating func paxRaw(_ records: [(String, [UInt8])]) {
        addRaw(Array("PaxHeaders/x".utf8), records.flatMap(Self.record), Header(type: "x"))
    }

    /// Adds an extended header of any bytes.
    mutating func paxData(_ data: String) {
        addRaw(Array("PaxHeaders/x".utf8), Array(data.utf8), Header(type: "x"))
    }

    /// Adds GNU's header for a long name.
    mutating func longName(_ name: String, type: Character = "L") {
        addRaw(Array("././@LongLink".utf8), Array(name.utf8) + [0], Header(type: type))
    }

    /// Adds bytes as they are.
    mutating func raw(_ more: [UInt8]) {
        bytes += more
    }

    /// The archive with its end.
    var finished: [UInt8] {
        bytes + [UInt8](repeating: 0, count: 1024)
    }

    static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let body = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = body.count
        while length != body.count + "\(length)".utf8.count {
            length = body.count + "\(length)".utf8.count
        }
        return Array("\(length)".utf8) + body
    }

    private static func block(_ name: [UInt8], _ count: Int, _ header: Header) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ value: [UInt8], at offset: Int, length: Int) {
            block.replaceSubrange(
                offset..<offset + min(length, value.count),
                with: value.prefix(length)
            )
        }
        func octal(_ value: Int, _ digits: Int) -> [UInt8] {
            let text = String(value, radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
        }
        put(name, at: 0, length: 100)
        put(octal(header.mode, 7), at: 100, length: 7)
        put(octal(header.owner, 7), at: 108, length: 7)
        put(octal(header.group, 7), at: 116, length: 7)
        put(header.sizeField ?? octal(header.size ?? count, 11), at: 124, length: 12)
        put(octal(header.modified, 11), at: 136, length: 11)
        put([header.type.asciiValue ?? 0], at: 156, length: 1)
        put(Array(header.link.utf8), at: 157, length: 100)
        put(Array(header.magic.utf8), at: 257, length: 8)
        put(octal(header.major, 7), at: 329, length: 7)
        put(octal(header.minor, 7), at: 337, length: 7)
        if let patch = header.patch {
            put(patch.bytes, at: patch.offset, length: patch.bytes.count)
        }
        put([UInt8](repeating: 0x20, count: 8), at: 148, length: 8)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, 6) + [0, 0x20], at: 148, length: 8)
        return block
    }
}
