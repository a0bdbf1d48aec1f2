import CSandbox
import Glibc
import SystemPackage

/// Copies a tree in which nobody writes any more, as hard links: folders are made anew, files are shared.
package enum TreeLinker {
    /// How many folders down a tree may go.
    package static let maximumDepth = 200

    /// Copies what is in a directory to another one of the same file system.
    ///
    /// - Parameters:
    ///   - source: From where.
    ///   - target: To where; empty.
    /// - Throws: `SystemError`.
    package static func link(
        _ source: borrowing Directory,
        to target: borrowing Directory
    ) throws(SystemError) {
        try link(source, to: target, depth: 0)
    }

    private static func link(
        _ source: borrowing Directory,
        to target: borrowing Directory,
        depth: Int
    ) throws(SystemError) {
        guard depth < maximumDepth else {
            throw SystemError("copy \(source.path)", call: "mkdirat", errno: .fileNameTooLong)
        }
        for component in try source.names() {
            let name = FilePath(root: nil, [component])
            var status = stat()
            let found = name.withPlatformString {
                fstatat(source.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
            }
            try call("look at \(source.path.appending(component))", "fstatat", found)
            guard status.st_mode & S_IFMT == S_IFDIR else {
                let from = source.descriptor
                let to = target.descriptor
                let linked = name.withPlatformString { linkat(from, $0, to, $0, 0) }
                try call("link \(source.path.appending(component))", "linkat", linked)
                continue
            }
            let made = name.withPlatformString { mkdirat(target.descriptor, $0, 0o700) }
            try call("make \(target.path.appending(component))", "mkdirat", made)
            let below = try source.directory(name)
            let copy = try target.directory(name)
            try link(below, to: copy, depth: depth + 1)
        }
        try copyFacts(of: source, to: target)
    }

    /// Owner, permissions, overlayfs's marks and, last, times.
    private static func copyFacts(
        of source: borrowing Directory,
        to target: borrowing Directory
    ) throws(SystemError) {
        var status = stat()
        try call("look at \(source.path)", "fstat", fstat(source.descriptor, &status))
        for name in ["trusted.overlay.opaque", "user.overlay.opaque"] {
            guard let value = source.attribute(name) else { continue }
            let set = csandbox_set_xattr(target.descriptor, name, value, value.count)
            try call("mark \(target.path)", "fsetxattr", set)
        }
        let owned = fchown(target.descriptor, status.st_uid, status.st_gid)
        try call("give \(target.path) its owner", "fchown", owned)
        let mode = fchmod(target.descriptor, status.st_mode & 0o7777)
        try call("give \(target.path) its permissions", "fchmod", mode)
        let times = [status.st_atim, status.st_mtim]
        try call("give \(target.path) its time", "futimens", futimens(target.descriptor, times))
    }
}
