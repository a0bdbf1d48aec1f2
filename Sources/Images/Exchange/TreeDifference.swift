import Glibc
package import HostSystem
import SystemPackage

/// Which entries differ between two trees, by what stat(2) says and where links lead.
package struct TreeDifference {
    /// One entry that differs.
    package struct Change: Sendable, Hashable, Encodable {
        /// How it differs.
        package enum Kind: String, Sendable, Hashable, Encodable {
            /// It is only in the second tree.
            case added = "A"
            /// It is in both and not the same.
            case changed = "C"
            /// It is only in the first tree.
            case deleted = "D"
        }

        /// How it differs.
        package var kind: Kind
        /// Absolute in the tree; letters that cannot be shown are written as `\x1b`.
        package var path: String
    }

    /// What differs, in the order of the paths' bytes; what lies in a deleted folder is not listed.
    package private(set) var changes: [Change] = []

    private static let maximumDepth = 200

    /// Nothing compared yet.
    package init() {}

    /// Compares two directories with all below them.
    ///
    /// - Parameters:
    ///   - before: The first tree.
    ///   - after: The second tree.
    /// - Throws: `SystemError`.
    package mutating func compare(
        _ before: borrowing Directory,
        _ after: borrowing Directory
    ) throws(SystemError) {
        try compare(before, after, under: Array("/".utf8), depth: 0)
    }

    private mutating func compare(
        _ before: borrowing Directory,
        _ after: borrowing Directory,
        under prefix: [UInt8],
        depth: Int
    ) throws(SystemError) {
        guard depth < Self.maximumDepth else {
            throw SystemError("compare so deep trees", call: "openat2", errno: .fileNameTooLong)
        }
        let old = Set(try before.names())
        let new = Set(try after.names())
        let all = old.union(new).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        for name in all {
            let path = prefix + name.bytes
            let entry = FilePath(root: nil, [name])
            guard new.contains(name) else {
                note(.deleted, path)
                continue
            }
            guard old.contains(name) else {
                note(.added, path)
                try addContent(of: entry, in: after, under: path, depth: depth + 1)
                continue
            }
            try compare(entry, before, after, path, depth)
        }
    }

    private mutating func compare(
        _ name: FilePath,
        _ before: borrowing Directory,
        _ after: borrowing Directory,
        _ path: [UInt8],
        _ depth: Int
    ) throws(SystemError) {
        let old = try Self.status(of: name, in: before)
        let new = try Self.status(of: name, in: after)
        var isSame = Self.isSame(old, new)
        if isSame, new.st_mode & S_IFMT == S_IFLNK {
            let target = try Self.target(of: name, in: before)
            isSame = try Self.target(of: name, in: after) == target
        }
        if !isSame { note(.changed, path) }
        guard new.st_mode & S_IFMT == S_IFDIR else { return }
        guard old.st_mode & S_IFMT == S_IFDIR else {
            return try addContent(of: name, in: after, under: path, depth: depth + 1)
        }
        try compare(
            try Self.directory(name, in: before),
            try Self.directory(name, in: after),
            under: path + [0x2F],
            depth: depth + 1
        )
    }

    private mutating func addContent(
        of name: FilePath,
        in directory: borrowing Directory,
        under path: [UInt8],
        depth: Int
    ) throws(SystemError) {
        guard depth < Self.maximumDepth,
            try Self.status(of: name, in: directory).st_mode & S_IFMT == S_IFDIR
        else { return }
        let below = try Self.directory(name, in: directory)
        let names = try below.names().sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        for name in names {
            let inner = path + [0x2F] + name.bytes
            note(.added, inner)
            try addContent(
                of: FilePath(root: nil, [name]),
                in: below,
                under: inner,
                depth: depth + 1
            )
        }
    }

    private mutating func note(_ kind: Change.Kind, _ path: [UInt8]) {
        changes.append(Change(kind: kind, path: LayerPlace.printable(path)))
    }

    /// Times of folders change with what is in them and say nothing by themselves.
    private static func isSame(_ old: stat, _ new: stat) -> Bool {
        let isFolder = new.st_mode & S_IFMT == S_IFDIR
        return old.st_mode == new.st_mode && old.st_uid == new.st_uid && old.st_gid == new.st_gid
            && old.st_rdev == new.st_rdev
            && (isFolder
                || (old.st_size == new.st_size && old.st_mtim.tv_sec == new.st_mtim.tv_sec
                    && old.st_mtim.tv_nsec == new.st_mtim.tv_nsec))
    }

    private static func directory(
        _ name: FilePath,
        in directory: borrowing Directory
    ) throws(SystemError) -> Directory {
        Directory(
            adopting: try directory.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
            path: directory.path.appending(name.string)
        )
    }

    private static func status(
        of name: FilePath,
        in directory: borrowing Directory
    ) throws(SystemError) -> stat {
        var status = stat()
        let result = name.withPlatformString {
            fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        try call("look at \(directory.path.appending(name.string))", "fstatat", result)
        return status
    }

    private static func target(
        of name: FilePath,
        in directory: borrowing Directory
    ) throws(SystemError) -> [CChar] {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = name.withPlatformString {
            readlinkat(directory.descriptor, $0, &text, text.count)
        }
        guard length >= 0 else { throw .last("read the link \(name)", "readlinkat") }
        return Array(text[..<length])
    }
}
