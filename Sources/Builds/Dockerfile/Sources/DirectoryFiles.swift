import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// The files below an open directory: of a context on disk, or of a stage's mounted layers.
///
/// Nothing is reached by a path of the host: each folder is opened inside the root, whatever its symbolic links say.
final class DirectoryFiles: SourceFiles {
    private let root: Directory
    private let fingerprints: Fingerprints?
    /// Device and inode of the folder that is not among the files.
    private let hidden: [UInt64]?
    let identity: String?
    let keepsOwners: Bool

    /// Files below a directory.
    ///
    /// - Parameters:
    ///   - root: The open directory.
    ///   - identity: What stands for all of its content, where that is known.
    ///   - keepsOwners: Whether files keep their owners.
    ///   - fingerprints: Knows the digests of files that have not changed since.
    ///   - hidden: A folder that is not among the files wherever it is met: the store, in which the copies lie.
    /// - Throws: `SystemError` where that folder is not there.
    init(
        _ root: consuming Directory,
        identity: String? = nil,
        keepsOwners: Bool = false,
        fingerprints: Fingerprints? = nil,
        hidden: FilePath? = nil
    ) throws(SystemError) {
        self.root = root
        self.identity = identity
        self.keepsOwners = keepsOwners
        self.fingerprints = fingerprints
        self.hidden = try hidden.map { path throws(SystemError) in
            let folder = try Directory(opening: path)
            var status = stat()
            try call("look at \(path)", "fstat", fstat(folder.descriptor, &status))
            return Self.identity(of: status)
        }
    }

    private static func identity(of status: stat) -> [UInt64] {
        [UInt64(status.st_dev), UInt64(status.st_ino)]
    }

    func entry(at path: FilePath) throws -> SourceEntry? {
        guard let name = path.lastComponent else {
            return try entry(".", in: root.descriptor, path)
        }
        guard let folder = try folder(path.removingLastComponent()) else { return nil }
        return try entry(FilePath(root: nil, [name]), in: folder.descriptor, path)
    }

    private func folder(_ path: FilePath) throws -> OpenFile? {
        do throws(SystemError) {
            return try root.openInRoot(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY)
        } catch {
            if [.noSuchFileOrDirectory, .notDirectory].contains(error.errno) { return nil }
            throw error
        }
    }

    private func entry(_ name: FilePath, in folder: Int32, _ path: FilePath) throws
        -> SourceEntry?
    {
        var status = stat()
        let found = name.withPlatformString { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }
        if found < 0, errno == ENOENT || errno == ENOTDIR { return nil }
        try call("look at \(path)", "fstatat", found)
        var entry = SourceEntry(kind: .special, mode: status.st_mode & 0o7777)
        entry.owner = status.st_uid
        entry.group = status.st_gid
        entry.seconds = status.st_mtim.tv_sec
        entry.nanoseconds = status.st_mtim.tv_nsec
        entry.size = Int64(status.st_size)
        if status.st_nlink > 1 { entry.hardLink = Self.identity(of: status) }
        if status.st_mode & S_IFMT == S_IFDIR, hidden == Self.identity(of: status) { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: entry.kind = .file
        case S_IFDIR: (entry.kind, entry.hardLink) = (.directory, nil)
        case S_IFIFO: entry.kind = .fifo
        case S_IFLNK: entry.kind = .symlink(try link(name, in: folder, path))
        default: entry.kind = .special
        }
        return entry
    }

    private func link(_ name: FilePath, in folder: Int32, _ path: FilePath) throws -> [UInt8] {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = name.withPlatformString { name in
            target.withUnsafeMutableBytes { buffer in
                let chars = buffer.bindMemory(to: CChar.self)
                // The buffer is not empty, so it has an address.
                return chars.baseAddress.map { readlinkat(folder, name, $0, chars.count) } ?? -1
            }
        }
        try call("read the link \(path)", "readlinkat", Int32(clamping: length))
        return Array(target[..<max(0, length)])
    }

    func names(in path: FilePath) throws -> [FilePath.Component] {
        guard let folder = try folder(path) else { return [] }
        return try Directory(adopting: folder, path: path).names()
            .sorted { $0.string.utf8.lexicographicallyPrecedes($1.string.utf8) }
    }

    /// Opens a regular file, or refuses: it may have become something else meanwhile.
    private func open(_ path: FilePath) throws -> OpenFile {
        let file = try root.openInRoot(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        var status = stat()
        try call("look at \(path)", "fstat", fstat(file.descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("read \(path)", call: "openat2", errno: .invalidArgument)
        }
        return file
    }

    func copy(_ path: FilePath, _ entry: SourceEntry, to file: borrowing OpenFile) throws {
        let source = try open(path)
        try FileContent.copy(source, to: file, name: path.string)
    }

    func fingerprint(of path: FilePath, _ entry: SourceEntry) throws -> String {
        if case .symlink(let target) = entry.kind {
            return "link \(String(decoding: target, as: UTF8.self))"
        }
        let file = try open(path)
        guard let fingerprints else { return try Fingerprints.digest(of: file, path.string) }
        return try fingerprints.digest(of: file, at: path.string)
    }

    func attributes(of path: FilePath) throws -> [(name: String, value: [UInt8])] {
        // Of capabilities alone: others are of the host, or of no meaning in an image.
        guard keepsOwners,
            let file = try? root.openInRoot(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        else { return [] }
        var value = [UInt8](repeating: 0, count: 64)
        let size = csandbox_get_xattr(
            file.descriptor,
            "security.capability",
            &value,
            value.count
        )
        return size > 0 ? [("security.capability", Array(value[..<size]))] : []
    }
}
