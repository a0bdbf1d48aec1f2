import CSandbox
import Glibc
import OCI

@testable import Images

/// All that can be said of a tree, one line an entry, sorted; two trees are the same if their listings are.
struct TreeListing: Equatable, CustomStringConvertible {
    private(set) var lines: [String] = []

    /// Which attributes are looked for.
    static let attributes = [
        "security.capability", "user.note", "user.empty", "trusted.overlay.opaque",
        "user.overlay.opaque", "trusted.overlay.redirect", "user.overlay.redirect",
        "system.posix_acl_access", "system.posix_acl_default",
    ]

    init(_ root: String, times: Bool = true) {
        var inodes: [UInt64: String] = [:]
        walk(root, "", times: times, &inodes)
        lines.sort()
    }

    var description: String { lines.joined(separator: "\n") }

    /// The paths only.
    var paths: [String] { lines.map { String($0.prefix { $0 != "\t" }) } }

    private mutating func walk(
        _ root: String,
        _ path: String,
        times: Bool,
        _ inodes: inout [UInt64: String]
    ) {
        let full = "\(root)/\(path)"
        var status = stat()
        guard lstat(full, &status) == 0 else { return }
        lines.append("\(path)\t\(describe(full, path, status, times: times, &inodes))")
        guard status.st_mode & S_IFMT == S_IFDIR, let stream = opendir(full) else { return }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                // Latin-1, so that every byte is kept.
                $0.withMemoryRebound(to: UInt8.self, capacity: 256) { start in
                    String(
                        decoding: UnsafeBufferPointer(start: start, count: strlen(start)),
                        as: UTF8.self
                    )
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        for name in names.sorted() {
            walk(root, path.isEmpty ? name : "\(path)/\(name)", times: times, &inodes)
        }
    }

    private func describe(
        _ full: String,
        _ path: String,
        _ status: stat,
        times: Bool,
        _ inodes: inout [UInt64: String]
    ) -> String {
        var words = [String(status.st_mode, radix: 8), "\(status.st_uid):\(status.st_gid)"]
        if times { words.append("\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)") }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            words.append("\(status.st_size)")
            words.append(digest(full))
            if status.st_nlink > 1 {
                words.append("same as \(inodes[UInt64(status.st_ino)] ?? path)")
                inodes[UInt64(status.st_ino)] = inodes[UInt64(status.st_ino)] ?? path
            }
        case S_IFLNK:
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = buffer.withUnsafeMutableBytes { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    $0.baseAddress.map { readlink(full, $0, 4096) } ?? 0
                }
            }
            words.append("-> " + String(decoding: buffer[..<max(0, count)], as: UTF8.self))
        case S_IFCHR, S_IFBLK: words.append("device \(status.st_rdev)")
        default: break
        }
        return (words + extendedAttributes(full, status)).joined(separator: " ")
    }

    private func digest(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return "unreadable" }
        defer { close(descriptor) }
        var digester = Digester()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return digester.digest().short }
            digester.update(Array(chunk[..<count]))
        }
    }

    private func extendedAttributes(_ path: String, _ status: stat) -> [String] {
        guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return [] }
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return Self.attributes.compactMap { name in
            var value = [UInt8](repeating: 0, count: 1024)
            let size = csandbox_get_xattr(descriptor, name, &value, value.count)
            return size < 0 ? nil : "\(name)=\(value[..<size].map { String($0, radix: 16) })"
        }
    }
}
