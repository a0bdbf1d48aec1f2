import Glibc
package import HostSystem
import Images
import SystemPackage

/// Copies files between two roots, each of which no symbolic link leads out of: `cp`.
package struct FileCopy: Sendable {
    /// Whether files keep the numbers of their owners; they are the caller's otherwise.
    package var keepsOwners = false
    /// Whether a source that is a symbolic link stands for what it leads to.
    package var followsLink = false

    /// A copy as Docker makes it.
    package init() {}

    /// Copies a file or a folder, with the rules of `docker cp`.
    ///
    /// - Parameters:
    ///   - source: An absolute path in its root. With `/.` at its end it stands for what is in the folder.
    ///   - sourceRoot: Where it is looked up.
    ///   - target: An absolute path in its root: a folder to put the source in, or the source's new name in a folder
    ///     that is there.
    ///   - targetRoot: Where it is looked up.
    /// - Throws: `ObjectError`, `SystemError`.
    package func copy(
        _ source: String,
        in sourceRoot: borrowing Directory,
        to target: String,
        in targetRoot: borrowing Directory
    ) throws {
        let from = try CopySource(source, in: sourceRoot, followsLink: followsLink)
        var copy = TreeCopy()
        copy.keepsOwners = keepsOwners
        if let folder = try? targetRoot.openInRoot(FilePath(target), O_RDONLY | O_DIRECTORY) {
            let into = Directory(adopting: folder, path: FilePath(target))
            if from.isContentOnly { return try from.copyContent(to: into, &copy) }
            return try from.copy(to: into, as: from.name, &copy)
        }
        if target.hasSuffix("/"), !from.isDirectory {
            throw ObjectError("there is no folder \(target)", code: 1)
        }
        try copyAsNew(from, target, targetRoot, &copy)
    }

    /// To a place where no folder is.
    private func copyAsNew(
        _ from: borrowing CopySource,
        _ target: String,
        _ root: borrowing Directory,
        _ copy: inout TreeCopy
    ) throws {
        let path = FilePath(target).lexicallyNormalized()
        guard let name = path.lastComponent else {
            throw ObjectError("\(target) is no folder", code: 1)
        }
        let above = path.removingLastComponent()
        guard let opened = try? root.openInRoot(above, O_RDONLY | O_DIRECTORY) else {
            throw ObjectError("there is no folder \(above)", code: 1)
        }
        let folder = Directory(adopting: opened, path: above)
        let newName = FilePath(root: nil, [name])
        let isThere = folder.contains(newName)
        guard !(isThere && from.isDirectory) else {
            throw ObjectError("\(target) is a file, and the source is a folder", code: 1)
        }
        // A link at the place is followed as far as it leads inside.
        if isThere, let real = try? root.openInRoot(path, O_WRONLY | O_TRUNC) {
            return try from.copyBytes(to: real)
        }
        if from.isContentOnly {
            let made = try folder.makeDirectory(newName, mode: 0o755)
            return try from.copyContent(to: made, &copy)
        }
        try from.copy(to: folder, as: newName, &copy)
    }

    /// Writes a file or a folder as a tar archive.
    ///
    /// - Parameters:
    ///   - source: An absolute path in its root.
    ///   - root: Where it is looked up.
    ///   - sink: Gets the bytes, in order.
    /// - Throws: `ObjectError`, `SystemError`, and what the sink throws.
    package func archive(
        _ source: String,
        in root: borrowing Directory,
        _ sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let from = try CopySource(source, in: root, followsLink: followsLink)
        var archiver = TreeArchiver(TarWriter(sink))
        try from.archive(with: &archiver)
        try archiver.finish()
    }
}

/// What is copied: an entry of an open folder.
private struct CopySource: ~Copyable {
    private let folder: Directory
    let name: FilePath
    let isDirectory: Bool
    let isContentOnly: Bool

    init(_ text: String, in root: borrowing Directory, followsLink: Bool) throws {
        let isContentOnly = text.hasSuffix("/.") || text == "/"
        let isFolder = isContentOnly || text.hasSuffix("/")
        var path = FilePath(text).lexicallyNormalized()
        if followsLink || isFolder { path = try Self.real(path, in: root) }
        let above = path.removingLastComponent()
        guard let opened = try? root.openInRoot(above, O_RDONLY | O_DIRECTORY) else {
            throw ObjectError("there is no \(text)", code: 1)
        }
        let folder = Directory(adopting: opened, path: above)
        let name = path.lastComponent.map { FilePath(root: nil, [$0]) } ?? FilePath(".")
        var status = stat()
        let found = name.withPlatformString {
            fstatat(folder.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        guard found == 0 else { throw ObjectError("there is no \(text)", code: 1) }
        let isDirectory = status.st_mode & S_IFMT == S_IFDIR
        guard isDirectory || !isFolder else {
            throw ObjectError("\(text) is no folder", code: 1)
        }
        self.folder = folder
        self.name = name
        self.isDirectory = isDirectory
        self.isContentOnly = isContentOnly
    }

    /// Where a path leads, its last part included, seen from the root.
    private static func real(_ path: FilePath, in root: borrowing Directory) throws -> FilePath {
        // 0o10000000: O_PATH.
        guard let opened = try? root.openInRoot(path, 0o10_000_000) else {
            throw ObjectError("there is no \(path)", code: 1)
        }
        func place(_ descriptor: Int32) -> String? {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1)
            guard length > 0 else { return nil }
            return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        guard let whole = place(opened.descriptor), let base = place(root.descriptor) else {
            return path
        }
        if base == "/" { return FilePath(whole) }
        guard whole.hasPrefix(base) else { return path }
        return FilePath("/" + whole.dropFirst(base.count).drop { $0 == "/" })
    }

    func copy(to target: borrowing Directory, as newName: FilePath, _ copy: inout TreeCopy)
        throws(SystemError)
    {
        try copy.copy(name, of: folder, to: target, as: newName)
    }

    func copyContent(to target: borrowing Directory, _ copy: inout TreeCopy) throws(SystemError) {
        try copy.copyContent(of: try opened(), to: target)
    }

    /// Fills a file that is there.
    func copyBytes(to file: borrowing OpenFile) throws(SystemError) {
        let source = try folder.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, noSymlinks: true)
        while true {
            let count = sendfile(file.descriptor, source.descriptor, nil, 1 << 24)
            if count == 0 { return }
            if count < 0, errno != EINTR { throw .last("copy \(name)", "sendfile") }
        }
    }

    func archive(with archiver: inout TreeArchiver) throws {
        if isContentOnly { return try archiver.addContent(of: try opened()) }
        try archiver.add(name, of: folder, as: Array(name.string.utf8))
    }

    private func opened() throws(SystemError) -> Directory {
        Directory(
            adopting: try folder.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
            path: folder.path.appending(name.string)
        )
    }
}
