import Glibc
import HostSystem
import SystemPackage

/// A lock that the kernel takes back when its holder is gone; flock(2).
package final class FileLock: Sendable {
    private let file: OpenFile

    /// Waits for the lock.
    ///
    /// - Parameters:
    ///   - name: A file, made where it is missing.
    ///   - directory: Where it is.
    ///   - shared: Whether others may hold it too.
    /// - Throws: `SystemError`.
    init(_ name: FilePath, in directory: borrowing Directory, shared: Bool = false)
        throws(SystemError)
    {
        file = try directory.open(name, O_RDWR | O_CREAT)
        let descriptor = file.descriptor
        while flock(descriptor, shared ? LOCK_SH : LOCK_EX) < 0 {
            guard errno == EINTR else { throw .last("lock \(name)", "flock") }
        }
    }

    private init(file: consuming OpenFile) {
        self.file = file
    }

    /// Takes the lock if nobody else holds it.
    ///
    /// - Parameters:
    ///   - name: A file, made where it is missing.
    ///   - directory: Where it is.
    ///   - shared: Whether others may hold it too.
    /// - Returns: The lock; nil where somebody else has it.
    /// - Throws: `SystemError`.
    static func taken(_ name: FilePath, in directory: borrowing Directory, shared: Bool = false)
        throws(SystemError) -> FileLock?
    {
        let file = try directory.open(name, O_RDWR | O_CREAT)
        if flock(file.descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 {
            return FileLock(file: file)
        }
        guard errno == EWOULDBLOCK else { throw .last("lock \(name)", "flock") }
        return nil
    }
}
