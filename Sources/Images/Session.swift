import Glibc
package import HostSystem
package import SystemPackage
import Synchronization

/// A folder of one living process in the store, for what is not finished: taken away when the process is done, and
/// by the next command if it was killed.
///
/// The folder holds a locked file; whoever can lock it knows that the process is gone.
package final class Session: Sendable {
    /// The store it belongs to.
    package let store: Store
    /// The folder's name in `sessions`; unique on this host.
    package let name: String
    /// The open folder.
    package let directory: Directory
    private let lock: OpenFile
    private let counter = Atomic<Int>(0)

    /// Makes the folder.
    ///
    /// - Parameter store: Where.
    /// - Throws: `SystemError`.
    package init(in store: Store) throws(SystemError) {
        self.store = store
        name = "\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        let sessions = try store.folder("sessions")
        directory = try sessions.makeDirectory(FilePath(name))
        lock = try directory.open("lock", O_RDWR | O_CREAT)
        try call("lock the session \(name)", "flock", flock(lock.descriptor, LOCK_EX | LOCK_NB))
    }

    deinit {
        // What stays is found by the next command, as after a crash.
        guard let sessions = try? store.folder("sessions") else { return }
        try? sessions.removeTree(FilePath(name))
    }

    /// The path of the folder.
    package var path: FilePath {
        store.path.appending("sessions").appending(name)
    }

    /// A name in the folder that nobody has used yet.
    package func freshName(_ label: String) -> FilePath {
        let number = counter.add(1, ordering: .relaxed).newValue
        return FilePath("\(label)-\(number)")
    }

    /// Removes what dead processes have left in a store's sessions.
    ///
    /// - Parameter store: The store.
    /// - Returns: The names of the sessions that were removed.
    /// - Throws: `SystemError` for the first that could not be removed.
    package static func removeAbandoned(in store: Store) throws(SystemError) -> [String] {
        let sessions = try store.folder("sessions")
        var removed: [String] = []
        for name in try sessions.names() where isAbandoned(FilePath(name.string), in: sessions) {
            try sessions.removeTree(FilePath(name.string))
            removed.append(name.string)
        }
        return removed
    }

    /// Whether a session's process is gone; one that is just being made counts as living.
    package static func isAbandoned(_ name: FilePath, in sessions: borrowing Directory) -> Bool {
        guard let folder = try? sessions.directory(name) else { return false }
        guard let file = try? folder.open("lock", O_RDWR) else {
            return isOlderThanAMinute(folder)
        }
        return flock(file.descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// A process that was killed between making the folder and locking the file leaves a folder without a lock.
    private static func isOlderThanAMinute(_ folder: borrowing Directory) -> Bool {
        var status = stat()
        guard fstat(folder.descriptor, &status) == 0 else { return false }
        return time(nil) - status.st_mtim.tv_sec > 60
    }
}
