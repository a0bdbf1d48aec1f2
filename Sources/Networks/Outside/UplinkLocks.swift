import Glibc
import HostSystem
import SystemPackage

/// Which networks of this host have a way out: a folder of files that living processes hold locked; flock(2).
///
/// A lock ends with the process that holds it, however that ended, so nothing has to be cleared up.
struct UplinkLocks: ~Copyable, Sendable {
    private let directory: Directory

    /// Opens the folder, and makes it where it is missing.
    init(at path: FilePath) throws(SystemError) {
        directory = try Directory(creating: path)
    }

    /// Says that a network uses the host's table, until the lock is gone; waits while the table is being removed.
    borrowing func use() throws(SystemError) -> LockedFile {
        let file = try directory.open("users", O_RDWR | O_CREAT)
        return try LockedFile(file, shared: true, to: "lock \(directory.path)/users")
    }

    /// Says that the table is being removed, until the lock is gone; nil where a network uses it.
    borrowing func removeUnused() throws(SystemError) -> LockedFile? {
        let file = try directory.open("users", O_RDWR | O_CREAT)
        return try LockedFile.taken(file, to: "lock \(directory.path)/users")
    }

    /// Takes the number of an uplink, until the lock is gone; nil where another process has it.
    borrowing func take(_ number: Int) throws(SystemError) -> LockedFile? {
        let file = try directory.open(FilePath("uplink-\(number)"), O_RDWR | O_CREAT)
        return try LockedFile.taken(file, to: "lock \(directory.path)/uplink-\(number)")
    }
}
