import Glibc

/// An open file that is locked with flock(2) until its owner is gone, or the process.
///
/// The lock is given back by a call, not by closing alone: a process that is being started on another thread has a
/// copy of every descriptor until it runs its program, and would hold the lock on for so long.
package struct LockedFile: ~Copyable, Sendable {
    /// The open file.
    package let file: OpenFile

    private init(locked file: consuming OpenFile) {
        self.file = file
    }

    /// Waits for the lock.
    ///
    /// - Parameters:
    ///   - file: Locked as a whole.
    ///   - shared: Whether others may hold the lock too, shared as well.
    ///   - action: What an error says was tried.
    /// - Throws: `SystemError`.
    package init(
        _ file: consuming OpenFile,
        shared: Bool = false,
        to action: String
    ) throws(SystemError) {
        while flock(file.descriptor, shared ? LOCK_SH : LOCK_EX) < 0 {
            guard errno == EINTR else { throw .last(action, "flock") }
        }
        self.init(locked: file)
    }

    /// Takes the lock if nobody else holds it.
    ///
    /// - Parameters:
    ///   - file: Locked as a whole.
    ///   - shared: Whether others may hold the lock too, shared as well.
    ///   - action: What an error says was tried.
    /// - Returns: The locked file; nil where somebody else has the lock.
    /// - Throws: `SystemError`.
    package static func taken(
        _ file: consuming OpenFile,
        shared: Bool = false,
        to action: String
    ) throws(SystemError) -> LockedFile? {
        if flock(file.descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 {
            return LockedFile(locked: file)
        }
        guard errno == EWOULDBLOCK else { throw .last(action, "flock") }
        return nil
    }

    deinit {
        flock(file.descriptor, LOCK_UN)
    }
}
