import Glibc
import HostSystem
import SystemPackage

/// A lock that the kernel takes back when its holder is gone; flock(2).
package final class FileLock: Sendable {
    private let file: LockedFile

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
        let opened = try directory.open(name, O_RDWR | O_CREAT)
        file = try LockedFile(opened, shared: shared, to: "lock \(name)")
    }

    private init(file: consuming LockedFile) {
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
        let opened = try directory.open(name, O_RDWR | O_CREAT)
        guard let file = try LockedFile.taken(opened, shared: shared, to: "lock \(name)") else {
            return nil
        }
        return FileLock(file: file)
    }
}
