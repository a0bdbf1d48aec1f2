import Glibc

/// The processes of a container that no cgroup counts.
package enum NamespaceProcesses {
    /// The processes in the PID namespace of one; those in namespaces below it are not among them.
    ///
    /// - Parameter first: A process that is known to live; the only one where /proc does not tell us of its namespace.
    /// - Returns: Process ids as we see them, in order.
    package static func sharing(_ first: Int32) -> [Int32] {
        guard let wanted = namespace(of: first), let folder = opendir("/proc") else {
            return [first]
        }
        defer { closedir(folder) }
        var found: [Int32] = []
        while let entry = readdir(folder) {
            let pid = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { atoi($0) }
            }
            if pid > 0, namespace(of: pid) == wanted { found.append(pid) }
        }
        return found.sorted()
    }

    private static func namespace(of pid: Int32) -> UInt? {
        var status = stat()
        guard stat("/proc/\(pid)/ns/pid", &status) == 0 else { return nil }
        return UInt(status.st_ino)
    }
}
