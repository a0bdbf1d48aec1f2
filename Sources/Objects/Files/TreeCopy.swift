import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// Copies files from directory to directory, by descriptors alone: no symbolic link is ever followed on either side.
///
/// Owners, permissions, times and hard links come along; sockets do not, as with `cp` of the Docker command line.
struct TreeCopy {
    /// Whether files keep the numbers of their owners; they are the caller's otherwise.
    var keepsOwners = true
    private var links: [Inode: (directory: Int32, name: FilePath)] = [:]
    private var kept: [SharedDirectory] = []

    /// A file by where it is, for hard links.
    private struct Inode: Hashable {
        var device: UInt64
        var number: UInt64
    }

    /// The most levels of folders, each of which holds two descriptors.
    static let maximumDepth = 200

    init() {}

    /// Copies all that is in a directory.
    ///
    /// - Throws: `SystemError` for the first thing that cannot be copied.
    mutating func copyContent(
        of source: borrowing Directory,
        to target: borrowing Directory,
        depth: Int = 0
    ) throws(SystemError) {
        for name in try source.names() {
            let name = FilePath(root: nil, [name])
            try copy(name, of: source, to: target, as: name, depth: depth)
        }
    }

    /// Copies one entry with all below it; a folder that is there is filled, anything else there gives way.
    ///
    /// - Parameters:
    ///   - name: In `source`.
    ///   - source: From where.
    ///   - target: To where.
    ///   - newName: What it is called there.
    ///   - depth: How many folders down it is.
    /// - Throws: `SystemError`.
    mutating func copy(
        _ name: FilePath,
        of source: borrowing Directory,
        to target: borrowing Directory,
        as newName: FilePath,
        depth: Int = 0
    ) throws(SystemError) {
        guard depth < Self.maximumDepth else {
            throw SystemError(
                "copy \(source.path.appending(name.string))",
                call: "openat2",
                errno: .fileNameTooLong
            )
        }
        let status = try Self.status(of: name, in: source)
        switch status.st_mode & S_IFMT {
        case S_IFDIR: try copyDirectory(name, source, target, newName, depth)
        case S_IFREG:
            if try link(status, target, newName) { return }
            try copyFile(name, source, target, newName)
            if status.st_nlink > 1 { try keep(status, target, newName) }
        case S_IFLNK: try copyLink(name, source, target, newName)
        case S_IFSOCK: return
        default: try copyNode(status, target, newName)
        }
        try setAttributes(status, name, source, target, newName)
    }

    /// Gives a directory the owner, permissions and time of another.
    func copyAttributes(of source: borrowing Directory, to target: borrowing Directory)
        throws(SystemError)
    {
        var status = stat()
        try call("look at \(source.path)", "fstat", fstat(source.descriptor, &status))
        if keepsOwners {
            try call(
                "own \(target.path)",
                "fchown",
                fchown(target.descriptor, status.st_uid, status.st_gid)
            )
        }
        try call(
            "set up \(target.path)",
            "fchmod",
            fchmod(target.descriptor, status.st_mode & 0o7777)
        )
    }

    static func status(of name: FilePath, in directory: borrowing Directory) throws(SystemError)
        -> stat
    {
        var status = stat()
        let result = name.withPlatformString {
            fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        try call("look at \(directory.path.appending(name.string))", "fstatat", result)
        return status
    }

    // MARK: Kinds

    private mutating func copyDirectory(
        _ name: FilePath,
        _ source: borrowing Directory,
        _ target: borrowing Directory,
        _ newName: FilePath,
        _ depth: Int
    ) throws(SystemError) {
        let made = newName.withPlatformString { mkdirat(target.descriptor, $0, 0o700) }
        if made < 0, errno != EEXIST { throw .last("make the directory \(newName)", "mkdirat") }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        let from = Directory(
            adopting: try source.open(name, flags, noSymlinks: true),
            path: source.path.appending(name.string)
        )
        let to = Directory(
            adopting: try target.open(newName, flags, noSymlinks: true),
            path: target.path.appending(newName.string)
        )
        try copyContent(of: from, to: to, depth: depth + 1)
    }

    private func copyFile(
        _ name: FilePath,
        _ source: borrowing Directory,
        _ target: borrowing Directory,
        _ newName: FilePath
    ) throws(SystemError) {
        let from = try source.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, noSymlinks: true)
        try clear(newName, target)
        let to = try target.open(
            newName,
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
            mode: 0o600,
            noSymlinks: true
        )
        while true {
            let count = sendfile(to.descriptor, from.descriptor, nil, 1 << 24)
            if count == 0 { return }
            if count < 0, errno != EINTR { throw .last("copy \(name)", "sendfile") }
        }
    }

    private func copyLink(
        _ name: FilePath,
        _ source: borrowing Directory,
        _ target: borrowing Directory,
        _ newName: FilePath
    ) throws(SystemError) {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = name.withPlatformString {
            readlinkat(source.descriptor, $0, &text, Int(PATH_MAX))
        }
        guard length >= 0 else { throw .last("read the link \(name)", "readlinkat") }
        try clear(newName, target)
        let made = newName.withPlatformString { symlinkat(text, target.descriptor, $0) }
        try call("make the link \(newName)", "symlinkat", made)
    }

    private func copyNode(
        _ status: stat,
        _ target: borrowing Directory,
        _ newName: FilePath
    ) throws(SystemError) {
        try clear(newName, target)
        let made = newName.withPlatformString {
            mknodat(target.descriptor, $0, status.st_mode, status.st_rdev)
        }
        try call("make the device \(newName)", "mknodat", made)
    }

    /// Makes room for something that is no folder.
    private func clear(_ name: FilePath, _ target: borrowing Directory) throws(SystemError) {
        let result = name.withPlatformString { unlinkat(target.descriptor, $0, 0) }
        if result < 0, errno != ENOENT {
            throw .last("replace \(target.path.appending(name.string))", "unlinkat")
        }
    }

    // MARK: Hard links

    private func link(
        _ status: stat,
        _ target: borrowing Directory,
        _ newName: FilePath
    ) throws(SystemError) -> Bool {
        let inode = Inode(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
        guard status.st_nlink > 1, let first = links[inode] else { return false }
        try clear(newName, target)
        let result = first.name.withPlatformString { old in
            newName.withPlatformString { linkat(first.directory, old, target.descriptor, $0, 0) }
        }
        try call("link \(newName)", "linkat", result)
        return true
    }

    private mutating func keep(
        _ status: stat,
        _ target: borrowing Directory,
        _ newName: FilePath
    ) throws(SystemError) {
        let inode = Inode(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
        let directory = SharedDirectory(try target.file.duplicate())
        kept.append(directory)
        links[inode] = (directory.descriptor, newName)
    }

    // MARK: Attributes

    private func setAttributes(
        _ status: stat,
        _ name: FilePath,
        _ source: borrowing Directory,
        _ target: borrowing Directory,
        _ newName: FilePath
    ) throws(SystemError) {
        let descriptor = target.descriptor
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        if keepsOwners {
            let result = newName.withPlatformString {
                fchownat(descriptor, $0, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW)
            }
            try call("own \(newName)", "fchownat", result)
        }
        if !isLink {
            let result = newName.withPlatformString {
                fchmodat(descriptor, $0, status.st_mode & 0o7777, 0)
            }
            try call("set up \(newName)", "fchmodat", result)
        }
        let times = [status.st_atim, status.st_mtim]
        let result = newName.withPlatformString {
            utimensat(descriptor, $0, times, AT_SYMLINK_NOFOLLOW)
        }
        try call("date \(newName)", "utimensat", result)
    }
}

/// A directory that stays open as long as a hard link to a file in it may be made.
private final class SharedDirectory {
    private let file: OpenFile
    var descriptor: Int32 { file.descriptor }

    init(_ file: consuming OpenFile) {
        self.file = file
    }
}
