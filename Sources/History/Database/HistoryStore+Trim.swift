import Execution
import GRDB

extension HistoryStore {
    /// Forgets the oldest runs.
    ///
    /// Runs whose folders are there stay, as do the last run of each outcome of every pipeline and branch.
    ///
    /// - Parameters:
    ///   - count: How many runs are remembered.
    ///   - isDry: Whether nothing is forgotten after all.
    /// - Returns: How many runs are forgotten, or would be.
    /// - Throws: `HistoryError`, `SystemError`.
    package func trim(to count: Int, isDry: Bool = false) throws -> Int {
        let kept = try RunDirectory.numbers(in: store).map(String.init).joined(separator: ",")
        return try write { database in
            let old = try Int.fetchAll(
                database,
                sql: """
                    SELECT number FROM run
                    WHERE number IN (SELECT number FROM run ORDER BY number DESC LIMIT -1 OFFSET ?)
                        AND number NOT IN (SELECT max(number) FROM run GROUP BY file, branch, outcome)
                        AND number NOT IN (\(kept))
                    """,
                arguments: [max(0, count)]
            )
            guard !isDry, !old.isEmpty else { return old.count }
            for number in old {
                try database.execute(sql: "DELETE FROM run WHERE number = ?", arguments: [number])
            }
            try database.execute(
                sql: """
                    DELETE FROM test WHERE id NOT IN (SELECT test FROM result);
                    DELETE FROM failure
                    WHERE id NOT IN (SELECT failure FROM result WHERE failure IS NOT NULL);
                    """
            )
            return old.count
        }
    }
}
