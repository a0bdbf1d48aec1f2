import Glibc
import HostSystem
import SystemPackage

/// Finds the parts of a large file that are all zeros, so that an archive need not hold them.
///
/// The content decides, not how the file happens to lie on the disk: two copies of a file give one map. Holes of the file
/// system only let the search pass over them.
enum FileMap {
    /// Smaller files are stored whole.
    static let minimumSize: Int64 = 1 << 20
    /// The unit that is all zeros or is not.
    private static let blockSize = 4096
    /// How much has to be saved for other programs to be bothered with a map.
    private static let minimumZeros: Int64 = 256 << 10

    /// The map of a file.
    ///
    /// - Parameters:
    ///   - file: Open for reading.
    ///   - size: Its size in bytes.
    /// - Returns: The map; nil for a file that is stored whole.
    /// - Throws: `SystemError`.
    static func map(of file: borrowing OpenFile, size: Int64) throws(SystemError) -> SparseMap? {
        guard size >= minimumSize else { return nil }
        var extents: [SparseExtent] = []
        var position: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)
        defer { buffer.deallocate() }
        while let data = try nextData(of: file, from: position), data < size {
            // Holes begin and end at blocks of the file system, which may be larger or smaller than ours.
            position = data - data % Int64(blockSize)
            let wanted = Int(min(Int64(buffer.count), size - position))
            let count = try read(file, buffer, wanted, at: position)
            guard count > 0 else { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            add(bytes, at: position, to: &extents)
            position += Int64(count)
        }
        let stored = extents.reduce(Int64(0)) { $0 + $1.length }
        guard size - stored >= minimumZeros, extents.count < SparseMap.maximumExtents else {
            return nil
        }
        return try? SparseMap(extents, size: size, stored: stored)
    }

    /// Where the next byte is that is not in a hole; nil where none is.
    private static func nextData(
        of file: borrowing OpenFile,
        from position: Int64
    ) throws(SystemError) -> Int64? {
        // SEEK_DATA, which the Glibc module hides.
        let found = lseek(file.descriptor, off_t(position), 3)
        if found >= 0 { return Int64(found) }
        if errno == ENXIO { return nil }
        // A file system without holes has data everywhere.
        if errno == EINVAL { return position }
        throw .last("look for holes in a file", "lseek")
    }

    private static func read(
        _ file: borrowing OpenFile,
        _ buffer: UnsafeMutableRawBufferPointer,
        _ wanted: Int,
        at position: Int64
    ) throws(SystemError) -> Int {
        var done = 0
        while done < wanted {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<wanted])
            let count = pread(file.descriptor, rest.baseAddress, rest.count, off_t(position) + done)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw .last("read a file for an archive", "pread") }
            if count == 0 { break }
            done += count
        }
        return done
    }

    private static func add(
        _ bytes: UnsafeRawBufferPointer,
        at position: Int64,
        to extents: inout [SparseExtent]
    ) {
        var start = 0
        while start < bytes.count {
            let end = min(start + blockSize, bytes.count)
            let block = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            if !isZero(block) { extend(&extents, position + Int64(start), Int64(end - start)) }
            start = end
        }
    }

    private static func extend(_ extents: inout [SparseExtent], _ offset: Int64, _ length: Int64) {
        if let last = extents.last, last.offset + last.length == offset {
            extents[extents.count - 1].length += length
        } else {
            extents.append(SparseExtent(offset: offset, length: length))
        }
    }

    /// Compares a block with itself, one byte on: memcmp(3) is as fast as memory.
    private static func isZero(_ block: UnsafeRawBufferPointer) -> Bool {
        guard let start = block.baseAddress, block[0] == 0 else { return false }
        return memcmp(start, start + 1, block.count - 1) == 0
    }
}
