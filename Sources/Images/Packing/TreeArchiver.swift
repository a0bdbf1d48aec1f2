import CSandbox
import Glibc
package import HostSystem
package import SystemPackage

/// Writes files of a directory into an archive, by descriptors alone: no symbolic link is followed, and no mount below
/// is entered where that is wanted.
///
/// Names come in the order of their bytes, so one tree gives one archive.
package struct TreeArchiver {
    private var writer: TarWriter
    private var links: [Inode: [UInt8]] = [:]
    /// Whether what is mounted below stays out; its places become empty.
    private let staysOnMount: Bool
    /// Whether the whiteouts and marks of overlayfs become those of the image specification.
    private let convertsWhiteouts: Bool

    private struct Inode: Hashable {
        var device: UInt64
        var number: UInt64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
        }
    }

    /// The most levels of folders, each of which holds a descriptor.
    private static let maximumDepth = 200

    /// An archiver.
    ///
    /// - Parameters:
    ///   - writer: Where entries go.
    ///   - staysOnMount: Whether what is mounted below stays out; its places become empty.
    ///   - convertsWhiteouts: Whether the whiteouts and marks of overlayfs become those of the image specification.
    package init(
        _ writer: TarWriter,
        staysOnMount: Bool = false,
        convertsWhiteouts: Bool = false
    ) {
        self.writer = writer
        self.staysOnMount = staysOnMount
        self.convertsWhiteouts = convertsWhiteouts
    }

    /// Ends the archive.
    package mutating func finish() throws {
        try writer.finish()
    }

    /// Adds an entry for the directory itself, where it is not as an unpacker makes it.
    ///
    /// - Parameter directory: The root of the tree.
    /// - Throws: `SystemError`, and what the sink throws.
    mutating func addRoot(_ directory: borrowing Directory) throws {
        var status = stat()
        try call("look at \(directory.path)", "fstat", fstat(directory.descriptor, &status))
        let attributes = try AttributeReader.attributes(of: directory.descriptor)
        let isUsual = status.st_mode & 0o7777 == 0o755 && status.st_uid == 0 && status.st_gid == 0
        guard !isUsual || !attributes.isEmpty else { return }
        // When something was last made in the root says nothing about the layer.
        status.st_mtim = timespec()
        var entry = TarWriter.Entry(name: Array("./".utf8), type: 0x35, status: status)
        entry.attributes = attributes
        try writer.begin(entry)
    }

    /// Adds all that is in a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - prefix: What stands before the names in the archive: empty, or a path with a slash at its end.
    ///   - depth: How many folders down it is.
    /// - Throws: `SystemError`, and what the sink throws.
    package mutating func addContent(
        of directory: borrowing Directory,
        under prefix: [UInt8] = [],
        depth: Int = 0
    ) throws {
        let names = try directory.names().map { (path: FilePath(root: nil, [$0]), bytes: $0.bytes) }
        for name in names.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            try add(name.path, of: directory, as: prefix + name.bytes, depth: depth)
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
    package mutating func add(
        _ name: FilePath,
        of directory: borrowing Directory,
        as path: [UInt8],
        depth: Int = 0
    ) throws {
        guard depth < Self.maximumDepth else {
            throw SystemError("archive \(name)", call: "openat2", errno: .fileNameTooLong)
        }
        var status = stat()
        let found = name.withPlatformString {
            fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        try call("look at \(directory.path.appending(name.string))", "fstatat", found)
        var entry = TarWriter.Entry(name: path, type: 0x30, status: status)
        let kind = status.st_mode & S_IFMT
        if convertsWhiteouts {
            if kind == S_IFCHR, status.st_rdev == 0 { return try addWhiteout(path) }
            try refuseReserved(path)
        }
        switch kind {
        case S_IFDIR: return try addDirectory(name, directory, entry, depth)
        case S_IFREG: entry.type = 0x30
        case S_IFLNK: entry.type = 0x32
        case S_IFCHR: entry.type = 0x33
        case S_IFBLK: entry.type = 0x34
        case S_IFIFO: entry.type = 0x36
        // A socket means nothing without the process that listens at it; tar(1) leaves it out too.
        default: return
        }
        if try addAsLink(entry) { return }
        if kind == S_IFREG { return try addFile(name, directory, entry) }
        if kind == S_IFLNK { entry.target = try Self.target(of: name, in: directory) }
        try writer.begin(entry)
    }

    // MARK: Kinds

    /// Adds a further name of a file that is in the archive already.
    private mutating func addAsLink(_ entry: TarWriter.Entry) throws -> Bool {
        guard entry.status.st_nlink > 1 else { return false }
        guard let first = links[Inode(entry.status)] else {
            links[Inode(entry.status)] = entry.name
            return false
        }
        var link = entry
        link.type = 0x31
        link.target = first
        try writer.begin(link)
        return true
    }

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
        entry.attributes = try AttributeReader.attributes(of: below.descriptor)
        try writer.begin(entry)
        if convertsWhiteouts, OverlayMarks.isOpaqueInAnyWords(below.descriptor) {
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
        guard let file = try open(name, directory, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
            return try writer.begin(entry)
        }
        entry.size = Int64(entry.status.st_size)
        entry.attributes = try AttributeReader.attributes(of: file.descriptor)
        entry.sparseMap = try FileMap.map(of: file, size: entry.size)
        try writer.begin(entry)
        let whole = [SparseExtent(offset: 0, length: entry.size)]
        for extent in entry.sparseMap?.extents ?? whole {
            try addBytes(of: file, extent)
        }
        try writer.pad()
    }

    /// As many bytes as the header says, also where the file changes meanwhile.
    private mutating func addBytes(of file: borrowing OpenFile, _ extent: SparseExtent) throws {
        var left = Int(extent.length)
        guard left > 0 else { return }
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: min(left, 1 << 18),
            alignment: 4096
        )
        defer { buffer.deallocate() }
        while left > 0 {
            let wanted = min(left, buffer.count)
            let place = off_t(extent.offset + extent.length) - left
            var count = pread(file.descriptor, buffer.baseAddress, wanted, place)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw SystemError.last("read a file for an archive", "pread") }
            if count == 0 {
                buffer.initializeMemory(as: UInt8.self, repeating: 0)
                count = wanted
            }
            try writer.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            left -= count
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

    // MARK: Whiteouts

    /// `a/b` becomes `a/.wh.b`; image-spec 1.1, layer.md, "Whiteouts".
    private mutating func addWhiteout(_ path: [UInt8]) throws {
        let start = Self.nameStart(of: path)
        try addWhiteoutFile(Array(path[..<start]) + Array(".wh.".utf8) + path[start...])
    }

    private mutating func addWhiteoutFile(_ name: [UInt8]) throws {
        var status = stat()
        status.st_mode = S_IFREG | 0o600
        try writer.begin(TarWriter.Entry(name: name, type: 0x30, status: status))
    }

    /// A file of such a name would hide another one where the layer is unpacked.
    private func refuseReserved(_ path: [UInt8]) throws(SystemError) {
        guard path[Self.nameStart(of: path)...].starts(with: Array(".wh.".utf8)) else { return }
        throw SystemError(
            "pack \(LayerPlace.printable(path)), whose name means \"hidden\" in an image",
            call: "layer.md",
            errno: .invalidArgument
        )
    }

    private static func nameStart(of path: [UInt8]) -> Int {
        path.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
    }
}
