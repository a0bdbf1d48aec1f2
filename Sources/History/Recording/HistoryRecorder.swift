package import Execution
package import Images
import Synchronization

/// Writes a run into the history when it ends; made from the run's events alone.
///
/// The events are in the run's folder before they come here, so a run whose process dies is taken into the history
/// later, from there (`RunArchive`).
package final class HistoryRecorder: RunObserver {
    private let builder = Mutex(RunRecordBuilder())
    private let store: Store

    /// It has no need of lines.
    package let wantsLines = false

    /// A recorder for one run.
    ///
    /// - Parameter store: Whose history it is; nothing is opened before the run has ended.
    package init(_ store: Store) {
        self.store = store
    }

    /// Takes note of an event.
    package func observe(_ event: RunEvent) {
        builder.withLock { $0.note(event) }
    }

    /// The record so far; nil before the run has begun.
    package var record: RunRecord? {
        builder.withLock { $0.record }
    }

    /// Writes the record, in one transaction.
    ///
    /// - Returns: The history, open, with the run in it.
    /// - Throws: `HistoryError`.
    package func write() throws -> HistoryStore {
        let history = try HistoryStore(in: store)
        if let record { try history.insert(record) }
        return history
    }
}
