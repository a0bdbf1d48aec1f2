import Glibc
import HostSystem
import SystemPackage

/// The promise that no blob is taken away meanwhile: whoever reads or writes blobs shares it, who collects them needs it
/// alone.
///
/// The kernel takes the lock back from a process that dies; flock(2).
final class ContentLease: Sendable {
    private let lock: LockedFile

    /// Shares the promise; waits for a collection that is going on.
    ///
    /// - Parameter store: The store.
    /// - Throws: `SystemError`.
    init(_ store: Store) throws(SystemError) {
        let file = try store.folder("tags").open("blobs.lock", O_RDWR | O_CREAT)
        lock = try LockedFile(file, shared: true, to: "lock the blobs of \(store.path)")
    }

    /// Runs something while nobody else, of any process, reads or writes blobs.
    ///
    /// - Parameter work: What needs that.
    /// - Returns: What it gives; nil where somebody does, and it was not run.
    /// - Throws: `SystemError`, and what the work throws.
    func alone<Value>(_ work: () throws -> Value) throws -> Value? {
        guard flock(lock.file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            // A refused conversion may have lost the lock that was held.
            flock(lock.file.descriptor, LOCK_SH)
            guard reason == EWOULDBLOCK else {
                throw SystemError("lock the blobs", call: "flock", errno: Errno(rawValue: reason))
            }
            return nil
        }
        defer { flock(lock.file.descriptor, LOCK_SH) }
        return try work()
    }
}
