import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// Writes files of a directory into an archive, by descriptors alone: no symbolic link is followed, and no mount below
/// is entered where that is wanted.
struct TreeArchiver {
    private var writer: TarWriter
    private var links: [Inode: [UInt8]] = [:]
    /// Whether what is mounted below stays out; its places become empty.
    private let staysOnMount: Bool
    /// Whether the whiteouts and marks of overlayfs become those of the image specification.
    private let convertsWhiteouts: Bool

    private struct Inode: Hashable {
        var device: UInt64
        var number: UInt64
    }

    init(_ writer: TarWriter, staysOnMount: Bool = false, convertsWhiteouts: Bool = false) {
        self.writer = writer
        self.staysOnMount = staysOnMount
        self.convertsWhiteouts = convertsWhiteouts
    }

    /// Ends the archive.
    mutating func finish() throws {
        try writer.finish()
    }

    /// Adds all that is in a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - prefix: What stands before the names in the archive: empty, or a path with a slash at its end.
    ///   - depth: How many folders down it is.
    /// - Throws: `SystemError`, and what the sink throws.
    mutating func addContent(
        of directory: borrowing Directory,
        under prefix: [UInt8] = [],
        depth: Int = 0
    ) throws {
        for name in try directory.names().sorted(by: { $0.string < $1.string }) {
            let bytes = name.withPlatformString { Array(String(cString: $0).utf8) }
            try add(FilePath(root: nil, [name]), of: directory, as: prefix + bytes, depth: depth)
        }
    }

    /// Adds one entry with all below it.
    ///
    /// - Parameters:
    ///   - name: In the directory.
    ///   - directory: Where it is.
    ///   - path: What it is called in the archive.
    ///   - depth: How many folders down it is.
    /// - Throws: `SystemError`, and what the sink throws.
    mutating func add(
        _ name: FilePath,
        of directory: borrowing Directory,
        as path: [UInt8],
        depth: Int = 0
    ) throws {
        guard depth < TreeCopy.maximumDepth else {
            throw SystemError("archive \(name)", call: "openat2", errno: .fileNameTooLong)
        }
        let status = try TreeCopy.status(of: name, in: directory)
        var entry = TarWriter.Entry(name: path, type: 0x30, status: status)
        switch status.st_mode & S_IFMT {
        case S_IFDIR: try addDirectory(name, directory, entry, depth)
        case S_IFREG: try addFile(name, directory, entry)
        case S_IFLNK:
            entry.type = 0x32
            entry.target = try Self.target(of: name, in: directory)
            try writer.begin(entry)
        case S_IFCHR where convertsWhiteouts && status.st_rdev == 0: try addWhiteout(path)
        case S_IFCHR, S_IFBLK, S_IFIFO:
            let kind = status.st_mode & S_IFMT
            entry.type = kind == S_IFCHR ? 0x33 : kind == S_IFBLK ? 0x34 : 0x36
            try writer.begin(entry)
        // A socket means nothing without the process that listens at it; tar(1) leaves it out too.
        default: return
        }
    }

    // MARK: Kinds

    private mutating func addDirectory(
        _ name: FilePath,
        _ directory: borrowing Directory,
        _ entry: TarWriter.Entry,
        _ depth: Int
    ) throws {
        var entry = entry
        entry.type = 0x35
        entry.name += [0x2F]
        let opened = try open(name, directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        guard let opened else { return try writer.begin(entry) }
        let below = Directory(adopting: opened, path: directory.path.appending(name.string))
        try writer.begin(entry)
        if convertsWhiteouts, Self.isOpaque(below.descriptor) {
            try addWhiteoutFile(entry.name + Array(".wh..wh..opq".utf8))
        }
        try addContent(of: below, under: entry.name, depth: depth + 1)
    }

    private mutating func addFile(
        _ name: FilePath,
        _ directory: borrowing Directory,
        _ entry: TarWriter.Entry
    ) throws {
        var entry = entry
        let inode = Inode(device: UInt64(entry.status.st_dev), number: UInt64(entry.status.st_ino))
        if entry.status.st_nlink > 1, let first = links[inode] {
            entry.type = 0x31
            entry.target = first
            return try writer.begin(entry)
        }
        guard let file = try open(name, directory, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
            return try writer.begin(entry)
        }
        if entry.status.st_nlink > 1 { links[inode] = entry.name }
        entry.size = Int64(entry.status.st_size)
        entry.attributes = Self.capability(of: file.descriptor)
        try writer.begin(entry)
        try addBytes(of: file, count: entry.size)
        try writer.pad()
    }

    /// As many bytes as the header says, also where the file changes meanwhile.
    private mutating func addBytes(of file: borrowing OpenFile, count: Int64) throws {
        var left = Int(count)
        var buffer = [UInt8](repeating: 0, count: min(left, 1 << 18))
        while left > 0 {
            let wanted = min(left, buffer.count)
            let read = Glibc.read(file.descriptor, &buffer, wanted)
            if read < 0, errno == EINTR { continue }
            if read < 0 { throw SystemError.last("read a file for an archive", "read") }
            guard read > 0 else { break }
            try buffer.withUnsafeBytes { bytes in
                try writer.add(UnsafeRawBufferPointer(rebasing: bytes[..<read]))
            }
            left -= read
        }
        while left > 0 {
            let zeros = [UInt8](repeating: 0, count: min(left, 65_536))
            try zeros.withUnsafeBytes { try writer.add($0) }
            left -= zeros.count
        }
    }

    /// Opens an entry; nil where it is mounted over and mounts stay out.
    private func open(_ name: FilePath, _ directory: borrowing Directory, _ flags: Int32)
        throws(SystemError) -> OpenFile?
    {
        // RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH, and RESOLVE_NO_XDEV.
        let resolve: UInt64 = 0x04 | 0x08 | (staysOnMount ? 0x01 : 0)
        let opened = name.withPlatformString {
            csandbox_openat2(
                directory.descriptor,
                $0,
                UInt64(UInt32(bitPattern: flags | O_CLOEXEC)),
                0,
                resolve
            )
        }
        if opened < 0, errno == EXDEV, staysOnMount { return nil }
        return OpenFile(
            adopting: try call("open \(directory.path.appending(name.string))", "openat2", opened)
        )
    }

    private static func target(of name: FilePath, in directory: borrowing Directory)
        throws(SystemError) -> [UInt8]
    {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = name.withPlatformString {
            readlinkat(directory.descriptor, $0, &text, text.count)
        }
        guard length >= 0 else { throw .last("read the link \(name)", "readlinkat") }
        return text[..<length].map { UInt8(bitPattern: $0) }
    }

    /// What a file grants to those who run it.
    private static func capability(of file: Int32) -> [(name: String, value: [UInt8])] {
        var value = [UInt8](repeating: 0, count: 64)
        let name = "security.capability"
        let length = csandbox_get_xattr(file, name, &value, value.count)
        return length > 0 ? [(name, Array(value[..<length]))] : []
    }

    // MARK: Whiteouts

    private static func isOpaque(_ directory: Int32) -> Bool {
        ["trusted.overlay.opaque", "user.overlay.opaque"].contains { name in
            var value = [UInt8](repeating: 0, count: 4)
            return csandbox_get_xattr(directory, name, &value, value.count) == 1
                && value[0] == UInt8(ascii: "y")
        }
    }

    /// `a/b` becomes `a/.wh.b`; image-spec 1.1, layer.md, "Whiteouts".
    private mutating func addWhiteout(_ path: [UInt8]) throws {
        let start = path.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
        try addWhiteoutFile(Array(path[..<start]) + Array(".wh.".utf8) + path[start...])
    }

    private mutating func addWhiteoutFile(_ name: [UInt8]) throws {
        var status = stat()
        status.st_mode = S_IFREG | 0o600
        try writer.begin(TarWriter.Entry(name: name, type: 0x30, status: status))
    }
}
