import Glibc
import HostSystem
import SystemPackage

/// What is known of a file in a snapshot.
package struct FileFacts: Sendable, Hashable {
    /// What a file is.
    package enum Kind: String, Sendable, Hashable {
        /// A regular file.
        case file
        /// A directory.
        case directory
        /// A symbolic link.
        case link
        /// A device, a socket or a named pipe.
        case special
    }

    /// What it is.
    package var kind: Kind
    /// The permissions, set-user-id and the like among them.
    package var mode: UInt32
    /// The owner.
    package var uid: UInt32
    /// The owning group.
    package var gid: UInt32
    /// In bytes; of a link the length of its target.
    package var size: Int64
    /// Where a link leads to.
    package var target: String?

    /// The facts of an open place (`O_PATH`).
    init(_ file: borrowing OpenFile) throws(SystemError) {
        var status = stat()
        try call("look at a file", "fstat", fstat(file.descriptor, &status))
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .link
        default: kind = .special
        }
        mode = status.st_mode & 0o7777
        uid = status.st_uid
        gid = status.st_gid
        size = kind == .directory ? 0 : Int64(status.st_size)
        target = kind == .link ? Self.target(of: file) : nil
    }

    private static func target(of file: borrowing OpenFile) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let descriptor = file.descriptor
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { readlinkat(descriptor, "", $0, buffer.count) } ?? -1
        }
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The permissions as ls(1) shows them: `-rwxr-xr-x`.
    package var modeText: String {
        let kinds: [Kind: Character] = [.file: "-", .directory: "d", .link: "l", .special: "c"]
        var text = String(kinds[kind] ?? "?")
        for shift in [6, 3, 0] as [UInt32] {
            let bits = mode >> shift & 7
            text += (bits & 4 != 0 ? "r" : "-") + (bits & 2 != 0 ? "w" : "-")
            let special = shift == 0 ? mode & 0o1000 : shift == 3 ? mode & 0o2000 : mode & 0o4000
            let letters = shift == 0 ? ("t", "T") : ("s", "S")
            if special != 0 {
                text += bits & 1 != 0 ? letters.0 : letters.1
            } else {
                text += bits & 1 != 0 ? "x" : "-"
            }
        }
        return text
    }
}
