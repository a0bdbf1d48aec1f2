import Glibc
import HostSystem
package import SystemPackage

/// A directory of a cgroup file system: its files are settings and figures, its directories are cgroups.
package struct CgroupDirectory: Sendable, Hashable {
    /// Where it is.
    package let path: FilePath

    /// A directory by its path.
    package init(_ path: FilePath) {
        self.path = path
    }

    /// Whether the directory itself is there.
    package var exists: Bool { path.withPlatformString { access($0, F_OK) } == 0 }

    /// Whether this process may make cgroups in it.
    package var isWritable: Bool { path.withPlatformString { access($0, W_OK) } == 0 }

    /// Whether it has a file of that name.
    func has(_ file: String) -> Bool {
        path.appending(file).withPlatformString { access($0, F_OK) } == 0
    }

    /// The text of a file.
    ///
    /// The kernel writes most of them in one go; a step reads several, so nothing is allocated but the text.
    func read(_ file: String) throws(SystemError) -> String {
        let name = path.appending(file)
        let opened = try OpenFile(opening: name)
        var text = ""
        while true {
            let count = withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 1) { buffer in
                let count = Glibc.read(opened.descriptor, buffer.baseAddress, buffer.count)
                // All these files are ASCII, so no character is cut in two.
                text += String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
                return count
            }
            if count == 0 { return text }
            guard count > 0 || errno == EINTR else { throw .last("read \(name)", "read") }
        }
    }

    /// Writes a value into a file.
    ///
    /// In one call, since the kernel takes each write(2) for a value of its own. The call is made anew where a signal comes
    /// before it has had its effect, as a limit of memory may have to wait for memory to be given back.
    func write(_ text: String, to file: String) throws(SystemError) {
        let name = path.appending(file)
        let opened: OpenFile
        do {
            opened = try OpenFile(opening: name, O_WRONLY | O_TRUNC)
        } catch {
            throw SystemError("write \(text) to \(name)", call: error.call, errno: error.errno)
        }
        let bytes = Array(text.utf8)
        var written: Int
        repeat {
            written = Glibc.write(opened.descriptor, bytes, bytes.count)
        } while written < 0 && errno == EINTR
        guard written == bytes.count else { throw .last("write \(text) to \(name)", "write") }
    }

    /// The text of a file, nil where the kernel does not keep it: for figures, which not every kernel has.
    func text(_ file: String) -> String? {
        try? read(file)
    }

    /// The number in a file; nil where there is none, and for `max`.
    func number(_ file: String) -> UInt64? {
        text(file).flatMap { UInt64($0.trimmed) }
    }

    /// The figures of a file with a name and a number a line; empty where it is missing.
    func table(_ file: String) -> [String: UInt64] {
        var table: [String: UInt64] = [:]
        for line in text(file)?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            if words.count == 2, let number = UInt64(words[1]) { table[String(words[0])] = number }
        }
        return table
    }

    /// The cgroups in this one; none where it cannot be read.
    var children: [CgroupDirectory] {
        guard let directory = try? Directory(opening: path), let names = try? directory.names()
        else { return [] }
        return names.map { CgroupDirectory(path.appending($0)) }.filter(\.isDirectory)
    }

    /// This cgroup and all below it, each before its children.
    var tree: [CgroupDirectory] {
        var found = [self]
        var next = 0
        while next < found.count {
            found += found[next].children
            next += 1
        }
        return found
    }

    /// Whether it is a directory and no link to one.
    private var isDirectory: Bool {
        var status = stat()
        guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text.drop(while: \.isWhitespace))
    }
}
