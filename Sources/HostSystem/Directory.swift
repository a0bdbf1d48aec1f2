import CSandbox
import Glibc
import Synchronization
package import SystemPackage

/// How many files this process has written under temporary names.
private let temporaryNames = Atomic<Int>(0)

/// An open directory: everything below it is reached through its descriptor, and nothing outside it can be.
///
/// Relative paths are resolved with `RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS` (openat2(2)); where a method says
/// so, symbolic links are refused altogether.
package struct Directory: ~Copyable, Sendable {
    /// The open directory.
    package let file: OpenFile
    /// What messages call it; where it was when it was opened.
    package let path: FilePath

    /// The number of the open directory.
    package var descriptor: Int32 { file.descriptor }

    /// Opens a directory of the host.
    package init(opening path: FilePath) throws(SystemError) {
        self.file = try OpenFile(opening: path, O_RDONLY | O_DIRECTORY)
        self.path = path
    }

    /// Takes over an open directory.
    package init(adopting file: consuming OpenFile, path: FilePath) {
        self.file = file
        self.path = path
    }

    /// Opens a directory of the host and makes it, with its parents, where it is missing.
    ///
    /// - Parameters:
    ///   - path: An absolute path, or one relative to the working directory.
    ///   - mode: The permissions of directories that are made.
    /// - Throws: `SystemError`.
    package init(creating path: FilePath, mode: UInt32 = 0o700) throws(SystemError) {
        var made = FilePath(root: path.root, [])
        for component in path.components {
            made.append(component)
            let result = made.withPlatformString { Glibc.mkdir($0, mode) }
            if result < 0, errno != EEXIST, errno != EROFS, errno != EACCES {
                throw .last("make the directory \(made)", "mkdir")
            }
        }
        try self.init(opening: path)
    }

    /// Opens a file or directory below this one; symbolic links may not lead out.
    ///
    /// - Parameters:
    ///   - name: A relative path.
    ///   - flags: `O_RDONLY` and the like.
    ///   - mode: The permissions of a file that is made.
    ///   - noSymlinks: Whether any symbolic link on the way is refused (ELOOP).
    /// - Returns: The open file.
    /// - Throws: `SystemError`; `EXDEV` where the path leads out.
    package borrowing func open(
        _ name: FilePath,
        _ flags: Int32 = O_RDONLY,
        mode: UInt32 = 0o600,
        noSymlinks: Bool = false
    ) throws(SystemError) -> OpenFile {
        let resolve: UInt64 = 0x08 | 0x02 | (noSymlinks ? 0x04 : 0)
        let opened = name.withPlatformString {
            csandbox_openat2(
                descriptor,
                $0,
                UInt64(UInt32(bitPattern: flags | O_CLOEXEC)),
                flags & O_CREAT != 0 ? UInt64(mode) : 0,
                resolve
            )
        }
        return OpenFile(
            adopting: try call("open \(path.appending(name.string))", "openat2", opened)
        )
    }

    /// Opens a path as a process would whose root this directory is: absolute symbolic links stay inside.
    ///
    /// - Parameters:
    ///   - name: A path; a leading `/` means this directory.
    ///   - flags: `O_RDONLY` and the like.
    /// - Returns: The open file.
    /// - Throws: `SystemError`.
    package borrowing func openInRoot(
        _ name: FilePath,
        _ flags: Int32 = O_RDONLY
    ) throws(SystemError) -> OpenFile {
        let opened = name.withPlatformString {
            csandbox_openat2(
                descriptor,
                $0,
                UInt64(UInt32(bitPattern: flags | O_CLOEXEC)),
                0,
                0x10 | 0x02
            )
        }
        return OpenFile(adopting: try call("open \(name)", "openat2", opened))
    }

    /// Opens a directory below this one.
    package borrowing func directory(_ name: FilePath) throws(SystemError) -> Directory {
        Directory(
            adopting: try open(name, O_RDONLY | O_DIRECTORY),
            path: path.appending(name.string)
        )
    }

    /// Makes a directory below this one, its parents too, and opens it; one that is there is right.
    package borrowing func makeDirectory(
        _ name: FilePath,
        mode: UInt32 = 0o700
    ) throws(SystemError) -> Directory {
        var made = FilePath()
        for component in name.components {
            // mkdirat(2) knows no RESOLVE_BENEATH: what leads up would be made before it is refused.
            guard component.kind != .parentDirectory else {
                throw SystemError(
                    "make the directory \(path.appending(name.string))",
                    call: "mkdirat",
                    errno: .improperLink
                )
            }
            made.append(component)
            let result = made.withPlatformString { mkdirat(descriptor, $0, mode) }
            if result < 0, errno != EEXIST {
                throw .last("make the directory \(path.appending(made.string))", "mkdirat")
            }
        }
        return try directory(name)
    }

    /// Whether something of that name is here; a dangling symbolic link counts.
    package borrowing func contains(_ name: FilePath) -> Bool {
        var status = stat()
        return name.withPlatformString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
            == 0
    }

    /// Moves a name of this directory to another directory of the same file system; rename(2).
    package borrowing func rename(
        _ name: FilePath,
        to directory: borrowing Directory,
        as newName: FilePath
    ) throws(SystemError) {
        let other = directory.descriptor
        let result = name.withPlatformString { from in
            newName.withPlatformString { renameat(descriptor, from, other, $0) }
        }
        try call("rename \(path.appending(name.string)) to \(newName)", "renameat", result)
    }

    /// The names in this directory, in no order, without `.` and `..`; those that are not UTF-8 are kept as bytes.
    package borrowing func names() throws(SystemError) -> [FilePath.Component] {
        let copy = try open(".", O_RDONLY | O_DIRECTORY)
        let number = dup(copy.descriptor)
        guard let stream = fdopendir(number) else {
            Glibc.close(number)
            throw .last("list \(path)", "fdopendir")
        }
        defer { closedir(stream) }
        var names: [FilePath.Component] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    FilePath(platformString: $0).components.first
                }
            }
            guard let name, name.kind == .regular else { continue }
            names.append(name)
        }
        return names
    }

    /// Writes a file in one step: under a temporary name first, then renamed, so that no half file is ever seen.
    ///
    /// - Parameters:
    ///   - name: The name that it gets.
    ///   - bytes: All that it holds.
    ///   - durable: Whether it is to survive a loss of power (fsync).
    ///   - mode: Its permissions.
    /// - Throws: `SystemError`; nothing is left then.
    package borrowing func writeFile(
        _ name: FilePath,
        _ bytes: [UInt8],
        durable: Bool = false,
        mode: UInt32 = 0o600
    ) throws(SystemError) {
        // Several threads may write one file at once: each has a name of its own.
        let number = temporaryNames.add(1, ordering: .relaxed).newValue
        let temporary = FilePath("\(name).\(getpid())-\(number).tmp")
        do {
            let file = try open(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
            try file.writeAll(bytes, name: "\(path.appending(name.string))")
            if durable { try call("write \(name)", "fsync", fsync(file.descriptor)) }
            try rename(temporary, to: self, as: name)
        } catch {
            _ = temporary.withPlatformString { unlinkat(descriptor, $0, 0) }
            throw error
        }
    }

    /// Reads a whole file below this directory.
    ///
    /// - Parameters:
    ///   - name: A relative path.
    ///   - limit: The most that is accepted, in bytes.
    /// - Returns: All its bytes.
    /// - Throws: `SystemError`; `EFBIG` over the limit.
    package borrowing func readFile(
        _ name: FilePath,
        limit: Int = 1 << 26
    ) throws(SystemError) -> [UInt8] {
        try open(name).readAll(limit: limit, name: "\(path.appending(name.string))")
    }

    /// Removes a file; one that is not there is right.
    package borrowing func removeFile(_ name: FilePath) throws(SystemError) {
        let result = name.withPlatformString { unlinkat(descriptor, $0, 0) }
        if result < 0, errno != ENOENT {
            throw .last("remove \(path.appending(name.string))", "unlinkat")
        }
    }
}
