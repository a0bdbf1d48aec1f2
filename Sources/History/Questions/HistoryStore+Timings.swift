package import Execution
import GRDB

extension HistoryStore {
    /// How long test files took in the last runs: for each the middle of its times.
    ///
    /// - Parameters:
    ///   - file: Only in runs of this pipeline file; of any where nil.
    ///   - number: The last run to look at; the newest one where nil.
    /// - Returns: The timings.
    /// - Throws: `HistoryError`.
    package func timings(ofFile file: String? = nil, upTo number: Int? = nil) throws
        -> FileTimings
    {
        let runs = try timedRuns(file, number ?? Int(Int32.max))
        guard let newest = runs.first else { return .none }
        var files: [String: [Int: Duration]] = [:]
        var classes: [String: [Int: Duration]] = [:]
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT r.run, t.file, t.classname, sum(r.duration)
                    FROM result r JOIN test t ON t.id = r.test
                    WHERE r.run IN (\(runs.map(String.init).joined(separator: ",")))
                        AND r.duration IS NOT NULL
                    GROUP BY r.run, r.step, t.file, CASE WHEN t.file = '' THEN t.classname END
                    """
            )
            while let row = try rows.next() {
                let duration = Duration.microseconds(row[3] as Int64)
                let (run, file, name) = (row[0] as Int, row[1] as String, row[2] as String)
                // The cells of a matrix run the same files; the slowest one counts.
                if file.isEmpty {
                    classes[name, default: [:]][run, default: .zero].raise(to: duration)
                } else {
                    files[file, default: [:]][run, default: .zero].raise(to: duration)
                }
            }
        }
        return FileTimings(
            asOf: newest,
            files: files.mapValues(Self.middle),
            classes: classes.mapValues(Self.middle)
        )
    }

    private func timedRuns(_ file: String?, _ number: Int) throws -> [Int] {
        try read { database in
            try Int.fetchAll(
                database,
                sql: """
                    SELECT number FROM run
                    WHERE number <= ? AND tests > 0 AND NOT void AND (?2 IS NULL OR file = ?2)
                    ORDER BY number DESC LIMIT 10
                    """,
                arguments: [number, file]
            )
        }
    }

    private static func middle(_ durations: [Int: Duration]) -> Duration {
        let sorted = durations.values.sorted()
        return sorted.isEmpty ? .zero : sorted[sorted.count / 2]
    }
}

extension Duration {
    /// Becomes the greater of itself and another.
    fileprivate mutating func raise(to other: Duration) {
        self = max(self, other)
    }
}
