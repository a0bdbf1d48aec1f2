import Glibc
import HostSystem

/// Writes a tar archive: ustar, with extended headers for what does not fit.
///
/// Source: POSIX.1-2017, pax.
struct TarWriter {
    /// Gets the bytes of the archive, in order.
    typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    private let sink: Sink
    private var position: Int64 = 0

    /// What stands in the header of an entry.
    struct Entry {
        /// The path, any bytes but NUL; of a folder with a slash at its end.
        var name: [UInt8]
        /// `0` a file, `1` a hard link, `2` a symbolic link, `3` and `4` devices, `5` a folder, `6` a FIFO.
        var type: UInt8
        var status: stat
        /// Of a file: how many bytes follow.
        var size: Int64 = 0
        /// Of a link.
        var target: [UInt8] = []
        /// By name.
        var attributes: [(name: String, value: [UInt8])] = []
    }

    init(_ sink: @escaping Sink) {
        self.sink = sink
    }

    /// Writes the header of an entry; the bytes of a file are added next, `pad` comes after them.
    mutating func begin(_ entry: Entry) throws {
        let records = Self.records(entry)
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
    mutating func add(_ bytes: UnsafeRawBufferPointer) throws {
        try sink(bytes)
        position += Int64(bytes.count)
    }

    private mutating func add(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try add($0) }
    }

    /// Fills up to the next block of 512 bytes.
    mutating func pad() throws {
        let rest = Int(position % 512)
        if rest > 0 { try add([UInt8](repeating: 0, count: 512 - rest)) }
    }

    /// Ends the archive.
    mutating func finish() throws {
        try add([UInt8](repeating: 0, count: 1024))
    }

    // MARK: Headers

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
        decimal("mtime", Int64(entry.status.st_mtim.tv_sec), 12)
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
