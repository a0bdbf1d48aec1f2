import GRDB

/// What can go wrong with the record of runs.
package enum HistoryError: Error {
    /// The file is not ours.
    case notOurs(String)
}
