package import Glibc
import HostSystem

/// Writes a tar archive: ustar, with extended headers for what does not fit.
///
/// The same entries always give the same bytes: nothing but what they hold goes into the archive.
///
/// Source: POSIX.1-2024, pax; GNU tar manual, "Storing Sparse Files", format 1.0.
package struct TarWriter {
    /// Gets the bytes of the archive, in order.
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    private let sink: Sink
    private var position: Int64 = 0

    /// What stands in the header of an entry.
    package struct Entry {
        /// The path, any bytes but NUL; of a folder with a slash at its end.
        package var name: [UInt8]
        /// `0` a file, `1` a hard link, `2` a symbolic link, `3` and `4` devices, `5` a folder, `6` a FIFO.
        package var type: UInt8
        /// Where mode, owner, time and device number are taken from.
        package var status: stat
        /// Of a file: how many bytes it has.
        package var size: Int64 = 0
        /// Of a link.
        package var target: [UInt8] = []
        /// By name.
        package var attributes: [(name: String, value: [UInt8])] = []
        /// Of a file of which only these parts follow; all else are zeros.
        var sparseMap: SparseMap?

        /// An entry.
        package init(
            name: [UInt8],
            type: UInt8,
            status: stat,
            size: Int64 = 0,
            target: [UInt8] = []
        ) {
            self.name = name
            self.type = type
            self.status = status
            self.size = size
            self.target = target
        }
    }

    /// Begins an archive.
    package init(_ sink: @escaping Sink) {
        self.sink = sink
    }

    /// Writes the header of an entry; the bytes of a file are added next, `pad` comes after them.
    package mutating func begin(_ entry: Entry) throws {
        guard let map = entry.sparseMap else { return try writeHeaders(entry, records: []) }
        let list = Self.list(map)
        var stored = entry
        stored.sparseMap = nil
        stored.name = Array("GNUSparseFile.0/".utf8) + Self.lastPart(of: entry.name)
        stored.size = Int64(list.count) + map.extents.reduce(0) { $0 + $1.length }
        let records =
            TarField.record("GNU.sparse.major", [0x31])
            + TarField.record("GNU.sparse.minor", [0x30])
            + TarField.record("GNU.sparse.name", entry.name)
            + TarField.record("GNU.sparse.realsize", Array("\(map.size)".utf8))
        try writeHeaders(stored, records: records)
        try add(list)
    }

    private mutating func writeHeaders(_ entry: Entry, records: [UInt8]) throws {
        let records = records + Self.records(entry)
        if !records.isEmpty {
            var header = Entry(name: Array("PaxHeaders/entry".utf8), type: 0x78, status: stat())
            header.status.st_mode = 0o644
            header.size = Int64(records.count)
            try add(Self.header(header))
            try add(records)
            try pad()
        }
        try add(Self.header(entry))
    }

    /// Adds bytes of the file that was begun.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) throws {
        try sink(bytes)
        position += Int64(bytes.count)
    }

    /// Passes on bytes of an archive that was written elsewhere.
    func addRaw(_ bytes: UnsafeRawBufferPointer) throws {
        try sink(bytes)
    }

    private mutating func add(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try add($0) }
    }

    /// Adds a file that is all here.
    mutating func add(_ entry: Entry, _ bytes: [UInt8]) throws {
        var entry = entry
        entry.size = Int64(bytes.count)
        try begin(entry)
        try add(bytes)
        try pad()
    }

    /// Fills up to the next block of 512 bytes.
    package mutating func pad() throws {
        let rest = Int(position % 512)
        if rest > 0 { try add([UInt8](repeating: 0, count: 512 - rest)) }
    }

    /// Ends the archive.
    package mutating func finish() throws {
        try add([UInt8](repeating: 0, count: 1024))
    }

    // MARK: Headers

    /// The map as it stands before the data: decimal numbers, one a line, filled up to whole blocks.
    private static func list(_ map: SparseMap) -> [UInt8] {
        // GNU tar marks the end of a file that ends in a hole with an empty part.
        var extents = map.extents
        let end = extents.last.map { $0.offset + $0.length } ?? 0
        if end < map.size { extents.append(SparseExtent(offset: map.size, length: 0)) }
        let numbers = [Int64(extents.count)] + extents.flatMap { [$0.offset, $0.length] }
        let text = Array(numbers.map { "\($0)\n" }.joined().utf8)
        return text + [UInt8](repeating: 0, count: (512 - text.count % 512) % 512)
    }

    private static func lastPart(of name: [UInt8]) -> ArraySlice<UInt8> {
        name.split(separator: 0x2F).last ?? name[...]
    }

    /// The extended records of what does not fit into a header.
    private static func records(_ entry: Entry) -> [UInt8] {
        var records: [UInt8] = []
        func decimal(_ key: String, _ number: Int64, _ width: Int) {
            guard TarField.octal(number, width: width) == nil else { return }
            records += TarField.record(key, Array("\(number)".utf8))
        }
        if entry.name.count > 100 { records += TarField.record("path", entry.name) }
        if entry.target.count > 100 { records += TarField.record("linkpath", entry.target) }
        decimal("size", entry.size, 12)
        decimal("uid", Int64(entry.status.st_uid), 8)
        decimal("gid", Int64(entry.status.st_gid), 8)
        let time = entry.status.st_mtim
        if time.tv_nsec != 0 || TarField.octal(Int64(time.tv_sec), width: 12) == nil {
            records += TarField.record("mtime", TarField.time(time))
        }
        for attribute in entry.attributes {
            records += TarField.record("SCHILY.xattr.\(attribute.name)", attribute.value)
        }
        return records
    }

    private static func header(_ entry: Entry) -> [UInt8] {
        let status = entry.status
        func number(_ value: Int64, _ width: Int) -> [UInt8] {
            TarField.octal(value, width: width) ?? [UInt8](repeating: 0x30, count: width - 1) + [0]
        }
        func text(_ bytes: [UInt8], _ width: Int) -> [UInt8] {
            TarField.text(Array(bytes.prefix(width)), width: width) ?? []
        }
        let device = UInt64(status.st_rdev)
        let isDevice = entry.type == 0x33 || entry.type == 0x34
        var header = text(entry.name, 100)
        header += number(Int64(status.st_mode & 0o7777), 8)
        header += number(Int64(status.st_uid), 8) + number(Int64(status.st_gid), 8)
        header += number(entry.size, 12) + number(Int64(status.st_mtim.tv_sec), 12)
        header += [UInt8](repeating: 0x20, count: 8) + [entry.type] + text(entry.target, 100)
        header += Array("ustar".utf8) + [0] + Array("00".utf8)
        header += [UInt8](repeating: 0, count: 64)
        header += number(isDevice ? Int64((device >> 8) & 0xFFF | (device >> 32) & ~0xFFF) : 0, 8)
        header += number(isDevice ? Int64(device & 0xFF | (device >> 12) & ~0xFF) : 0, 8)
        header += [UInt8](repeating: 0, count: 512 - header.count)
        let sum = header.reduce(Int64(0)) { $0 + Int64($1) }
        header.replaceSubrange(148..<156, with: (TarField.octal(sum, width: 7) ?? []) + [0x20])
        return header
    }
}
