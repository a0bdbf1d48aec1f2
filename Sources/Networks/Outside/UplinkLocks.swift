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

    /// Says that a network uses the host's table, until the file is closed; waits while the table is being removed.
    borrowing func use() throws(SystemError) -> OpenFile {
        let file = try directory.open("users", O_RDWR | O_CREAT)
        while flock(file.descriptor, LOCK_SH) < 0 {
            guard errno == EINTR else { throw .last("lock \(directory.path)/users", "flock") }
        }
        return file
    }

    /// Says that the table is being removed, until the file is closed; nil where a network uses it.
    borrowing func removeUnused() throws(SystemError) -> OpenFile? {
        let file = try directory.open("users", O_RDWR | O_CREAT)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        return file
    }

    /// Takes the number of an uplink, until the file is closed; nil where another process has it.
    borrowing func take(_ number: Int) throws(SystemError) -> OpenFile? {
        let file = try directory.open(FilePath("uplink-\(number)"), O_RDWR | O_CREAT)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        return file
    }
}
