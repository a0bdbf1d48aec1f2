import Glibc

/// Questions about files of the host.
enum HostFile {
    /// Whether something of that name is there.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }
}
