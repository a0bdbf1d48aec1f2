import CZlib
import Crypto
import Glibc
package import SystemPackage

/// Writes a pack and its index: objects as they come, whole, stored without compression.
///
/// A pack of a layer is written once and read by git inside a container, perhaps never: writing it at the speed of a
/// copy matters more than its size.
///
/// Source: gitformat-pack(5), pack version 2, index version 2.
package struct PackWriter: ~Copyable {
    private let folder: FilePath
    private let temporary: FilePath
    private let file: FileDescriptor
    private var buffer: [UInt8] = []
    private var written: UInt64 = 0
    private var entries: [Entry] = []

    private struct Entry {
        var id: ObjectID
        var checksum: UInt32
        var offset: UInt64
    }

    /// How many bytes are gathered before they are written.
    private static let bufferSize = 1 << 20

    /// Begins a pack.
    ///
    /// - Parameters:
    ///   - folder: The `objects/pack` of a repository that is being made; exists.
    ///   - label: Sets writers apart that work in the same folder.
    /// - Throws: `Errno`.
    package init(in folder: FilePath, label: String) throws {
        self.folder = folder
        temporary = folder.appending("tmp_\(label)")
        file = try FileDescriptor.open(
            temporary,
            .readWrite,
            options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        buffer.reserveCapacity(Self.bufferSize + 65_536)
        buffer += Array("PACK".utf8) + Self.bigEndian(UInt32(2)) + Self.bigEndian(UInt32(0))
    }

    /// Where the next byte goes.
    private var offset: UInt64 { written + UInt64(buffer.count) }

    /// How many objects it holds so far.
    package var count: Int { entries.count }

    /// Adds an object; the caller makes sure that each comes once.
    package mutating func append(
        _ kind: Repository.ObjectKind,
        _ id: ObjectID,
        _ content: UnsafeRawBufferPointer
    ) throws {
        let began = offset
        var checksum = Checksum(from: buffer.count)
        appendHeader(kind, content.count)
        // A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4).
        buffer += [0x78, 0x01]
        var done = 0
        repeat {
            let length = min(65_535, content.count - done)
            appendBlockHeader(length, isLast: done + length == content.count)
            buffer.append(
                contentsOf: UnsafeRawBufferPointer(rebasing: content[done..<done + length])
            )
            done += length
            if buffer.count >= Self.bufferSize {
                checksum.take(buffer)
                try flush()
                checksum.begin = 0
            }
        } while done < content.count
        let start = content.baseAddress?.assumingMemoryBound(to: UInt8.self)
        appendBigEndian(UInt32(content.isEmpty ? 1 : adler32_z(1, start, content.count)))
        checksum.take(buffer)
        entries.append(Entry(id: id, checksum: UInt32(checksum.value), offset: began))
    }

    /// The checksum over what one object has put into the buffer.
    private struct Checksum {
        var begin: Int
        var value = crc32(0, nil, 0)

        init(from begin: Int) {
            self.begin = begin
        }

        mutating func take(_ buffer: [UInt8]) {
            buffer.withUnsafeBufferPointer { bytes in
                value = crc32_z(value, bytes.baseAddress?.advanced(by: begin), bytes.count - begin)
            }
        }
    }

    /// Writes the index and gives both files their name; an empty pack leaves no file.
    ///
    /// - Throws: `Errno`.
    package consuming func finish() throws {
        guard !entries.isEmpty else { return try discard() }
        try flush()
        try file.writeAll(toAbsoluteOffset: 8, Self.bigEndian(UInt32(entries.count)))
        let checksum = try contentChecksum()
        try file.writeAll(toAbsoluteOffset: Int64(offset), checksum)
        try file.close()
        entries.sort { $0.id < $1.id }
        let name = Self.hexadecimal(checksum)
        try write(indexBytes(checksum), to: folder.appending("pack-\(name).idx"))
        try Self.rename(temporary, to: folder.appending("pack-\(name).pack"))
    }

    private func discard() throws {
        try file.close()
        _ = temporary.withPlatformString { unlink($0) }
    }

    private mutating func flush() throws {
        _ = try file.writeAll(buffer)
        written += UInt64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    /// The checksum over all that has been written: the count in the header is known only now.
    private func contentChecksum() throws -> [UInt8] {
        var hash = Insecure.SHA1()
        guard let map = mmap(nil, Int(offset), PROT_READ, MAP_SHARED, file.rawValue, 0),
            map != MAP_FAILED
        else { throw Errno(rawValue: errno) }
        defer { munmap(map, Int(offset)) }
        hash.update(bufferPointer: UnsafeRawBufferPointer(start: map, count: Int(offset)))
        return Array(hash.finalize())
    }

    private func indexBytes(_ checksum: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0x74, 0x4F, 0x63] + Self.bigEndian(UInt32(2))
        var counts = [UInt32](repeating: 0, count: 256)
        for entry in entries { counts[Int(entry.id.firstByte)] += 1 }
        var sum: UInt32 = 0
        for count in counts {
            sum += count
            bytes += Self.bigEndian(sum)
        }
        for entry in entries { bytes += entry.id.bytes }
        for entry in entries { bytes += Self.bigEndian(entry.checksum) }
        var large: [UInt64] = []
        for entry in entries {
            guard entry.offset >= 1 << 31 else {
                bytes += Self.bigEndian(UInt32(entry.offset))
                continue
            }
            bytes += Self.bigEndian(UInt32(large.count) | 1 << 31)
            large.append(entry.offset)
        }
        for offset in large {
            bytes +=
                Self.bigEndian(UInt32(offset >> 32))
                + Self.bigEndian(UInt32(truncatingIfNeeded: offset))
        }
        bytes += checksum
        return bytes + Array(Insecure.SHA1.hash(data: bytes))
    }

    private func write(_ bytes: [UInt8], to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    private static func rename(_ old: FilePath, to new: FilePath) throws {
        let result = old.withPlatformString { from in
            new.withPlatformString { Glibc.rename(from, $0) }
        }
        guard result == 0 else { throw Errno(rawValue: errno) }
    }

    /// The kind and size of an object: four bits of size in the first byte, seven in each further one.
    private mutating func appendHeader(_ kind: Repository.ObjectKind, _ size: Int) {
        var rest = size >> 4
        var byte = kind.rawValue << 4 | UInt8(size & 15)
        while rest > 0 {
            buffer.append(byte | 0x80)
            byte = UInt8(rest & 0x7F)
            rest >>= 7
        }
        buffer.append(byte)
    }

    /// A stored block's length and its complement, the low byte first.
    private mutating func appendBlockHeader(_ length: Int, isLast: Bool) {
        let size = UInt16(length)
        buffer.append(isLast ? 1 : 0)
        for number in [size, ~size] {
            buffer.append(UInt8(number & 0xFF))
            buffer.append(UInt8(number >> 8))
        }
    }

    private mutating func appendBigEndian(_ number: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] {
            buffer.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func hexadecimal(_ checksum: [UInt8]) -> String {
        ObjectID(bytes: checksum).description
    }
}
