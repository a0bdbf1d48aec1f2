import Glibc
package import HostSystem
import SystemPackage

/// The host's mounts of `/proc` and `/sys`, which a container that does not pivot must lose: while one is in sight, a
/// user namespace inside may mount another, without what hides parts of it.
package enum KernelMounts {
    /// Their places, the last mounted first; proc_pid_mountinfo(5).
    ///
    /// - Throws: `SystemError` where the list cannot be read.
    package static func paths() throws(SystemError) -> [String] {
        let name = "/proc/self/mountinfo"
        let bytes = try OpenFile(opening: FilePath(name)).readAll(limit: 64 << 20, name: name)
        return paths(in: String(decoding: bytes, as: UTF8.self))
    }

    /// The same of the text of a list.
    static func paths(in text: String) -> [String] {
        text.split(separator: "\n").reversed().compactMap { line in
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count, fields.count > 4,
                ["proc", "sysfs"].contains(fields[dash + 1])
            else { return nil }
            return unescaped(fields[4])
        }
    }

    /// A path as it is: the list has spaces and the like as `\040`.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
