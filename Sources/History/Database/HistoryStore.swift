import GRDB
package import Images
import SystemPackage

/// The history of a store: an SQLite database beside the runs, with one writer at a time and any number of readers.
///
/// It holds nothing that the folders of runs did not hold when it was written, so it may be deleted; but it remembers
/// runs whose folders are gone.
package struct HistoryStore: Sendable {
    /// Whose history it is.
    package let store: Store
    let database: DatabaseQueue

    /// The file in the store.
    package static let fileName = "history.sqlite"

    /// Opens the history, makes it where it is missing, and brings an old one up to date.
    ///
    /// A new one takes in all runs that are in the store.
    ///
    /// - Parameter store: Whose history it is.
    /// - Throws: `HistoryError`.
    package init(in store: Store) throws {
        try self.init(in: store, at: store.path.appending(Self.fileName).string)
        try RunArchive(of: store).takeInto(self)
    }

    /// Opens a database without looking at runs; `:memory:` for one that is gone with its owner.
    init(in store: Store, at path: String) throws {
        self.store = store
        database = try Self.asking(path) {
            try DatabaseQueue(path: path, configuration: Self.configuration)
        }
        try migrate(path)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(30)
        configuration.label = "history"
        configuration.prepareDatabase { database in
            // With WAL a lost machine loses the last transactions, never the file; the runs' folders still have them.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA mmap_size = 1073741824")
        }
        return configuration
    }

    private func migrate(_ path: String) throws {
        let version = try Self.asking(path) {
            try database.read { database in try Self.version(of: database, path) }
        }
        guard version < Migrations.all.count else { return }
        try Self.asking(path) {
            try database.write { database in
                // Another process may have done it while this one waited.
                for step in Migrations.all.dropFirst(try Self.version(of: database, path)) {
                    try database.execute(sql: step)
                }
                try database.execute(
                    sql: """
                        PRAGMA user_version = \(Migrations.all.count);
                        PRAGMA application_id = \(Migrations.applicationID);
                        """
                )
            }
        }
    }

    private static func version(of database: Database, _ path: String) throws -> Int {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard owner == Migrations.applicationID || tables == 0 else {
            throw HistoryError.notOurs(path: path, reason: "it is another program's")
        }
        guard version <= Migrations.all.count else {
            throw HistoryError.tooNew(path: path, version: version)
        }
        return version
    }

    /// Turns what SQLite says into what a user can act on.
    private static func asking<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                throw HistoryError.notOurs(
                    path: path,
                    reason: error.message ?? "\(error.resultCode)"
                )
            default:
                throw HistoryError.refused("\(path): \(error.message ?? "\(error.resultCode)")")
            }
        }
    }

    /// Asks questions; others may write meanwhile.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.asking(database.path) { try database.read(body) }
    }

    /// Changes something: all of it or nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.asking(database.path) { try database.write(body) }
    }
}
