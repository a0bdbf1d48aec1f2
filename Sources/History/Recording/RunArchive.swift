import Execution
import Expressions
import GRDB
import HostSystem
package import Images
import Reports
import SystemPackage

/// The runs in the folders of a store, from which a history that is missing or lacks runs is filled.
package struct RunArchive {
    private let store: Store

    /// The archive of a store.
    package init(of store: Store) {
        self.store = store
    }

    /// Takes every run that has ended into a history that does not know it.
    ///
    /// - Parameter history: The history.
    /// - Returns: How many were taken in.
    /// - Throws: `HistoryError`, `SystemError`.
    @discardableResult
    package func takeInto(_ history: HistoryStore) throws -> Int {
        let numbers = try RunDirectory.numbers(in: store)
        guard !numbers.isEmpty else { return 0 }
        let known = try history.read { database in
            try Set(Int.fetchCursor(database, sql: "SELECT number FROM run"))
        }
        var count = 0
        for number in numbers where !known.contains(number) {
            guard let record = record(number) else { continue }
            try history.insert(record)
            count += 1
        }
        return count
    }

    /// The record of a run from its folder, also of one whose process was killed; nil for one that goes on, or whose
    /// record cannot be read.
    package func record(_ number: Int) -> RunRecord? {
        let directory = RunDirectory(number, in: store)
        let end = Self.object(directory.path.appending("run.json"))
        guard let ended = end ?? interruption(of: directory) else { return nil }
        var events = RunArchiveEvents()
        for event in Self.lines(directory.path.appending("events.ndjson")) { events.note(event) }
        guard var record = events.record else { return nil }
        record.number = number
        record.outcome = ended["outcome"]?.text ?? record.outcome
        let tests = ArchivedTests(of: directory)
        for (job, step) in record.places {
            guard let scope = record.jobs[job].steps[step].testScope else { continue }
            let place = "\(record.jobs[job].name)/\(record.jobs[job].steps[step].label)"
            record.jobs[job].steps[step].tests = tests.cases(of: place).map {
                var record = TestRecord(of: $0, in: scope)
                record.isQuarantined = events.quarantined.contains(record.identity.id)
                return record
            }
        }
        return record
    }

    /// How a run ended whose process was killed, as housekeeping will write it.
    private func interruption(of run: RunDirectory) -> Object? {
        guard run.isInterrupted(in: store) else { return nil }
        return Object([("outcome", "interrupted")])
    }

    private static func lines(_ path: FilePath) -> [Object] {
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 28, name: path.string)
        else { return [] }
        // The last line of a process that died may be cut off.
        return bytes.split(separator: 0x0A).compactMap { line in
            guard case .object(let object)? = try? Value(json: Array(line)) else { return nil }
            return object
        }
    }

    private static func object(_ path: FilePath) -> Object? {
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 26, name: path.string),
            case .object(let object)? = try? Value(json: bytes)
        else { return nil }
        return object
    }
}

extension RunRecord {
    /// Where its steps are: positions of job and step.
    fileprivate var places: [(job: Int, step: Int)] {
        jobs.indices.flatMap { job in jobs[job].steps.indices.map { (job, $0) } }
    }
}
