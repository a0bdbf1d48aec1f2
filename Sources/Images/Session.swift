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
        // Nobody looks for dead sessions while one is half made; flock(2).
        try call("lock \(sessions.path)", "flock", flock(sessions.descriptor, LOCK_SH))
        directory = try sessions.makeDirectory(FilePath(name))
        lock = try directory.open("lock", O_RDWR | O_CREAT)
        try call("lock the session \(name)", "flock", flock(lock.descriptor, LOCK_EX | LOCK_NB))
        flock(sessions.descriptor, LOCK_UN)
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

    /// Copies what comes from a pipe into a file of the folder: most of what is done with archives reads them at places.
    ///
    /// - Parameter descriptor: Read to its end; lent.
    /// - Returns: The file's path; gone with the session.
    /// - Throws: `SystemError`.
    package func spool(_ descriptor: Int32) throws(SystemError) -> FilePath {
        let name = freshName("input")
        let file = try directory.open(name, O_WRONLY | O_CREAT | O_EXCL)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last("read the input", "read") }
            if count == 0 { return path.appending(name.components) }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            try file.writeAll(piece, name: "\(name)")
        }
    }

    /// Removes what dead processes have left in a store's sessions.
    ///
    /// - Parameter store: The store.
    /// - Returns: The names of the sessions that were removed.
    /// - Throws: `SystemError` for the first that could not be removed.
    package static func removeAbandoned(in store: Store) throws(SystemError) -> [String] {
        let sessions = try store.folder("sessions")
        var removed: [String] = []
        // Waits until every session that is being made is complete: one without a lock is dead from here on.
        try call("lock \(sessions.path)", "flock", flock(sessions.descriptor, LOCK_EX))
        for name in try sessions.names() where isAbandoned(FilePath(name.string), in: sessions) {
            removed.append(name.string)
        }
        flock(sessions.descriptor, LOCK_UN)
        for name in removed { try sessions.removeTree(FilePath(name)) }
        return removed
    }

    /// Whether the process of a session that was complete is still there.
    ///
    /// - Parameters:
    ///   - name: The session's.
    ///   - store: Its store.
    /// - Returns: Whether it is; also where nobody may look.
    package static func isAlive(_ name: String, in store: Store) -> Bool {
        let path = store.path.appending("sessions").appending(name).appending("lock")
        do throws(SystemError) {
            let file = try OpenFile(opening: path)
            return flock(file.descriptor, LOCK_SH | LOCK_NB) != 0
        } catch {
            return error.errno != .noSuchFileOrDirectory && error.errno != .notDirectory
        }
    }

    /// Whether a session's process is gone.
    private static func isAbandoned(_ name: FilePath, in sessions: borrowing Directory) -> Bool {
        guard let folder = try? sessions.directory(name) else { return false }
        // A process that was killed between making the folder and locking the file leaves a folder without a lock.
        guard let file = try? folder.open("lock", O_RDWR) else { return true }
        return flock(file.descriptor, LOCK_EX | LOCK_NB) == 0
    }
}
