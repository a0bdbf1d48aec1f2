/// The fixed header of an entry of a tar archive: 512 bytes, as they stand there.
///
/// Names are bytes. Nothing here recodes them: two names that look the same are two names.
///
/// Source: POSIX.1-2024, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
struct TarHeader {
    /// The bytes of a header, and of the unit in which an archive is measured.
    static let length = 512

    /// Which dialect a header is in: it says what the bytes after the names mean.
    enum Dialect {
        case v7
        case ustar
        case gnu
    }

    private let bytes: [UInt8]

    /// Reads a header.
    ///
    /// - Parameter bytes: 512 bytes that are not all zero.
    /// - Throws: `LayerFault.damagedHeader` where the checksum is wrong.
    init(_ bytes: [UInt8]) throws(LayerFault) {
        precondition(bytes.count == Self.length)
        self.bytes = bytes
        let expected = try number(Field.checksum, named: "checksum")
        guard expected == checksum(UInt8.self) || expected == checksum(Int8.self) else {
            throw .damagedHeader("the checksum is wrong")
        }
    }

    /// Sums the header with its checksum taken as spaces; old writers summed signed bytes.
    private func checksum<Byte: FixedWidthInteger>(_: Byte.Type) -> Int64 {
        var sum: Int64 = 8 * 0x20
        for (index, byte) in bytes.enumerated() where !Field.checksum.contains(index) {
            sum += Int64(Byte(truncatingIfNeeded: byte))
        }
        return sum
    }

    /// The dialect, told by the magic.
    var dialect: Dialect {
        if bytes[257...].starts(with: Self.gnuMagic) { return .gnu }
        return bytes[257...].starts(with: Self.ustarMagic) ? .ustar : .v7
    }

    private static let gnuMagic = Array("ustar  \0".utf8)
    private static let ustarMagic = Array("ustar\0".utf8)

    /// The type flag; 0 stands for `0` in old archives.
    var type: UInt8 { bytes[156] }

    /// The name, joined with the prefix that `ustar` keeps apart.
    var name: [UInt8] {
        let name = text(Field.name)
        guard dialect == .ustar else { return name }
        let prefix = text(Field.prefix)
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    /// The target of a link.
    var linkTarget: [UInt8] { text(Field.linkTarget) }

    /// The size field in bytes; what it means depends on the type.
    func size() throws(LayerFault) -> Int64 { try natural(Field.size, named: "size") }
    /// Permissions and set-id bits.
    func mode() throws(LayerFault) -> Int64 { try natural(Field.mode, named: "mode") }
    /// The number of the owner.
    func owner() throws(LayerFault) -> Int64 { try natural(Field.owner, named: "owner") }
    /// The number of the group.
    func group() throws(LayerFault) -> Int64 { try natural(Field.group, named: "group") }
    /// Seconds since 1970; may be negative.
    func modified() throws(LayerFault) -> Int64 { try number(Field.modified, named: "time") }
    /// The major number of a device.
    func major() throws(LayerFault) -> Int64 { try natural(Field.major, named: "device number") }
    /// The minor number of a device.
    func minor() throws(LayerFault) -> Int64 { try natural(Field.minor, named: "device number") }

    /// The first part of an old GNU sparse map, whether more of it follows, and the size of the whole file.
    func gnuSparse() throws(LayerFault) -> (map: [SparseExtent], continues: Bool, size: Int64) {
        let map = try TarHeader.gnuExtents(bytes[386..<482])
        let size = try natural(483..<495, named: "size of a sparse file")
        return (map, bytes[482] != 0, size)
    }

    /// Pairs of offset and length, 12 bytes each, up to the first empty one.
    static func gnuExtents(_ bytes: ArraySlice<UInt8>) throws(LayerFault) -> [SparseExtent] {
        var extents: [SparseExtent] = []
        var at = bytes.startIndex
        while at + 24 <= bytes.endIndex, bytes[at] != 0 {
            let offset = try TarNumber.field(bytes[at..<at + 12], named: "sparse map")
            let length = try TarNumber.field(bytes[at + 12..<at + 24], named: "sparse map")
            extents.append(SparseExtent(offset: offset, length: length))
            at += 24
        }
        return extents
    }

    private enum Field {
        static let name = 0..<100
        static let mode = 100..<108
        static let owner = 108..<116
        static let group = 116..<124
        static let size = 124..<136
        static let modified = 136..<148
        static let checksum = 148..<156
        static let linkTarget = 157..<257
        static let major = 329..<337
        static let minor = 337..<345
        static let prefix = 345..<500
    }

    private func text(_ field: Range<Int>) -> [UInt8] {
        Array(bytes[field].prefix { $0 != 0 })
    }

    private func number(_ field: Range<Int>, named name: String) throws(LayerFault) -> Int64 {
        try TarNumber.field(bytes[field], named: name)
    }

    private func natural(_ field: Range<Int>, named name: String) throws(LayerFault) -> Int64 {
        let value = try number(field, named: name)
        guard value >= 0 else { throw .damagedHeader("its \(name) is negative") }
        return value
    }
}
