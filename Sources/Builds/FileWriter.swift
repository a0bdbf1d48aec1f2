import Git
import Glibc
import HostSystem
import SystemPackage

/// Writes the entries of a tree into an open directory, by descriptor and without following any symbolic link.
struct FileWriter {
    /// The time of every file.
    private static let times = [
        timespec(tv_sec: Int(Source.fileTime), tv_nsec: 0),
        timespec(tv_sec: Int(Source.fileTime), tv_nsec: 0),
    ]

    /// Writes a file or symbolic link of a tree that must not be there yet.
    static func entry(
        _ entry: TreeEntry,
        in directory: Int32,
        content: UnsafeRawBufferPointer
    ) throws(SystemError) {
        if entry.kind == .symlink {
            try symlink(entry.name, in: directory, target: content)
        } else {
            let executable = entry.kind == .executable
            try file(entry.name, in: directory, executable: executable, content: content)
        }
    }

    /// Writes a regular file that must not be there yet.
    static func file(
        _ name: [UInt8],
        in directory: Int32,
        executable: Bool,
        content: UnsafeRawBufferPointer
    ) throws(SystemError) {
        let opened = withName(name) {
            openat(
                directory,
                $0,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                executable ? 0o755 : 0o644
            )
        }
        let file = OpenFile(adopting: try call("write \(text(name))", "openat", opened))
        try file.writeAll(content, name: text(name))
        futimens(file.descriptor, times)
    }

    /// Makes a symbolic link; where it leads is the container's affair.
    static func symlink(
        _ name: [UInt8],
        in directory: Int32,
        target: UnsafeRawBufferPointer
    ) throws(SystemError) {
        let made = withName(Array(target)) { target in
            withName(name) { symlinkat(target, directory, $0) }
        }
        try call("link \(text(name))", "symlinkat", made)
        _ = withName(name) { utimensat(directory, $0, times, AT_SYMLINK_NOFOLLOW) }
    }

    /// Makes a directory and opens it.
    static func directory(_ name: [UInt8], in directory: Int32) throws(SystemError) -> OpenFile {
        let made = withName(name) { mkdirat(directory, $0, 0o755) }
        if made < 0, errno != EEXIST { throw .last("make the directory \(text(name))", "mkdirat") }
        let opened = withName(name) {
            openat(directory, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        return OpenFile(adopting: try call("open \(text(name))", "openat", opened))
    }

    /// Lends a name to a C call.
    static func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result)
        -> Result
    {
        (name + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                // The array holds at least the NUL.
                chars.baseAddress.map(body)
            }
        } ?? body("")
    }

    private static func text(_ name: [UInt8]) -> String {
        String(decoding: name, as: UTF8.self)
    }
}
