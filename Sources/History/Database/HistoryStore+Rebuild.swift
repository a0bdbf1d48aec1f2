import GRDB
import Glibc
import HostSystem
package import Images
import SystemPackage

extension HistoryStore {
    /// Makes the history of a store anew of its runs, whatever state the old one is in.
    ///
    /// The new one is made beside the old one and takes its place when it is whole; the old one is kept as
    /// `history.sqlite.old`.
    ///
    /// - Parameter store: Whose history it is.
    /// - Returns: How many runs it knows.
    /// - Throws: `HistoryError`, `SystemError`.
    package static func rebuild(in store: Store) throws -> Int {
        let folder = try Directory(opening: store.path)
        let fresh = FilePath("\(fileName).\(getpid())")
        defer { remove(fresh, from: folder) }
        let count = try fill(store.path.appending(fresh.string).string, of: store)
        remove(FilePath("\(fileName).old"), from: folder)
        if folder.contains(FilePath(fileName)) {
            // Its log belongs to the file by name, and must not be taken for the new one's.
            let old = store.path.appending(fileName).string
            if let queue = try? DatabaseQueue(path: old) {
                // A damaged one cannot be checkpointed, and loses nothing by it.
                _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                try? queue.close()
            }
            try folder.rename(FilePath(fileName), to: folder, as: FilePath("\(fileName).old"))
            for suffix in ["-wal", "-shm"] { try folder.removeFile(FilePath(fileName + suffix)) }
        }
        try folder.rename(fresh, to: folder, as: FilePath(fileName))
        return count
    }

    private static func fill(_ path: String, of store: Store) throws -> Int {
        let history = try HistoryStore(in: store, at: path)
        let count = try RunArchive(of: store).takeInto(history)
        try history.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try history.database.close()
        return count
    }

    private static func remove(_ file: FilePath, from folder: borrowing Directory) {
        for suffix in ["", "-wal", "-shm"] {
            // What is not there need not be removed; what cannot be is overwritten next time.
            try? folder.removeFile(FilePath(file.string + suffix))
        }
    }
}
