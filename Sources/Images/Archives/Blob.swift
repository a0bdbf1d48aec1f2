import Glibc
import HostSystem
import SystemPackage

/// A run of bytes in an open file: a file of its own, or a part of an archive that is read where it lies.
struct Blob: Sendable {
    /// The file; shared by all blobs of an archive.
    let file: SharedFile
    /// Where the bytes begin in the file.
    let offset: Int64
    /// How many there are.
    let size: Int64
    /// Where not all of them are there yet.
    let arriving: ArrivingBlob?

    /// The whole of a file.
    init(_ file: SharedFile) throws(SystemError) {
        self.file = file
        self.offset = 0
        self.size = try file.size()
        self.arriving = nil
    }

    /// A file that is still being written.
    init(_ arriving: ArrivingBlob) {
        self.file = arriving.file
        self.offset = 0
        self.size = arriving.size
        self.arriving = arriving
    }

    /// A part of a file.
    init(_ file: SharedFile, offset: Int64, size: Int64) {
        self.file = file
        self.offset = offset
        self.size = size
        self.arriving = nil
    }

    /// Reads bytes at a place of the blob; fewer at its end.
    ///
    /// - Parameters:
    ///   - buffer: Where they go.
    ///   - position: Counted from the blob's beginning.
    /// - Returns: How many; 0 at the end, also where the file is shorter than the blob.
    /// - Throws: `SystemError`.
    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(SystemError)
        -> Int
    {
        let wanted = Int(min(Int64(buffer.count), size - position))
        guard wanted > 0 else { return 0 }
        try arriving?.wait(for: position)
        return try file.read(into: buffer, wanted, at: offset + position)
    }

    /// Reads all bytes of a small blob.
    ///
    /// - Parameter limit: The most that is accepted.
    /// - Returns: The bytes; fewer than `size` where the file has been cut off.
    /// - Throws: `SystemError` with `EFBIG` over the limit.
    func readAll(limit: Int) throws(SystemError) -> [UInt8] {
        guard size <= limit else {
            throw SystemError("read \(file.name)", call: "read", errno: .fileTooLarge)
        }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        var done = 0
        while done < bytes.count {
            let count = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(SystemError) in
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[done...])
                return try read(into: UnsafeMutableRawBufferPointer(rest), at: Int64(done))
            }
            if count == 0 { break }
            done += count
        }
        return Array(bytes[..<done])
    }
}

/// An open file that several blobs and threads read at places of their own; pread(2).
final class SharedFile: Sendable {
    /// What messages call it.
    let name: String
    private let file: OpenFile

    /// Takes over an open file.
    ///
    /// - Parameters:
    ///   - file: A regular file; anything else cannot be read at a place.
    ///   - name: What messages call it.
    /// - Throws: `SystemError`; `EISDIR` or `ESPIPE` where it is no regular file.
    init(_ file: consuming OpenFile, name: String) throws(SystemError) {
        var status = stat()
        try call("read \(name)", "fstat", fstat(file.descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            throw SystemError(
                "read \(name)",
                call: "read",
                errno: isDirectory ? .isDirectory : .illegalSeek
            )
        }
        self.name = name
        self.file = file
    }

    /// The size in bytes.
    func size() throws(SystemError) -> Int64 {
        var status = stat()
        try call("read \(name)", "fstat", fstat(file.descriptor, &status))
        return Int64(status.st_size)
    }

    /// Reads at most `count` bytes at a place; 0 at the end.
    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        _ count: Int,
        at position: Int64
    ) throws(SystemError) -> Int {
        while true {
            let done = pread(file.descriptor, buffer.baseAddress, count, off_t(position))
            if done >= 0 { return done }
            guard errno == EINTR else { throw .last("read \(name)", "pread") }
        }
    }
}
