import CSandbox
import HostSystem
import SystemPackage

/// Reads the extended attributes of a file that belong into an archive; xattr(7).
enum AttributeReader {
    /// Attributes that mean something on this machine alone, or that the kernel makes by itself.
    private static let local = ["security.selinux", "security.ima", "security.evm"]
    private static let maximumBytes = 64 << 10

    /// The attributes of an open file or directory.
    ///
    /// - Parameter descriptor: Open for reading.
    /// - Returns: By name, without overlayfs's marks.
    /// - Throws: `SystemError`, also where overlayfs has moved the content of a directory elsewhere.
    static func attributes(
        of descriptor: Int32
    ) throws(SystemError) -> [(name: String, value: [UInt8])] {
        var found: [(name: String, value: [UInt8])] = []
        for name in try names(of: descriptor) where !local.contains(name) {
            guard !OverlayMarks.isMark(name) else {
                try refuseRedirection(name)
                continue
            }
            var value = [UInt8](repeating: 0, count: maximumBytes)
            let length = csandbox_get_xattr(descriptor, name, &value, value.count)
            // One that has gone meanwhile, or that we may not read, is none for us.
            guard length >= 0 else { continue }
            found.append((name, Array(value[..<length])))
        }
        return found.sorted { $0.name < $1.name }
    }

    private static func names(of descriptor: Int32) throws(SystemError) -> [String] {
        // Nearly all files have none, and need no buffer.
        guard csandbox_list_xattr(descriptor, nil, 0) > 0 else { return [] }
        var list = [CChar](repeating: 0, count: maximumBytes)
        let length = csandbox_list_xattr(descriptor, &list, list.count)
        // A file system without attributes has none.
        guard length > 0 else { return [] }
        return list[..<length].split(separator: 0).map { name in
            String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Content that lies elsewhere would be lost without a word.
    ///
    /// Our own mounts do not make such marks.
    private static func refuseRedirection(_ name: String) throws(SystemError) {
        guard name.hasSuffix(".redirect") || name.hasSuffix(".metacopy") else { return }
        throw SystemError(
            "pack a layer that another program mounted with \"redirect_dir\" or \"metacopy\"",
            call: name,
            errno: .notSupported
        )
    }
}
