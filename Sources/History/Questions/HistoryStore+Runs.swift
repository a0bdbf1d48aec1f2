import GRDB

extension HistoryStore {
    /// A run by its number; nil where it is not known.
    package func run(_ number: Int) throws -> RunEntry? {
        try runs("WHERE number = ?", [number]).first
    }

    /// The last run that had tests.
    ///
    /// - Parameter branch: Only of this branch; of any where nil.
    /// - Returns: The run; nil where there is none.
    /// - Throws: `HistoryError`.
    package func lastTestedRun(on branch: String? = nil) throws -> RunEntry? {
        guard let branch else {
            return try runs("WHERE tests > 0 ORDER BY number DESC LIMIT 1").first
        }
        return try runs(
            "WHERE tests > 0 AND branch = ? ORDER BY number DESC LIMIT 1",
            [branch]
        ).first
    }

    /// The runs of a line that had tests, the latest first.
    ///
    /// - Parameters:
    ///   - line: The pipeline and branch.
    ///   - number: The first of them to tell of, itself included.
    ///   - limit: How many.
    /// - Returns: The runs.
    /// - Throws: `HistoryError`.
    package func runs(of line: RunLine, upTo number: Int, limit: Int) throws -> [RunEntry] {
        try runs(
            "WHERE file = ? AND branch IS ? AND number <= ? AND tests > 0 ORDER BY number DESC LIMIT ?",
            [line.file, line.branch, number, limit]
        )
    }

    /// The runs of a pipeline that had tests, of any branch, the latest first.
    ///
    /// - Parameters:
    ///   - file: The pipeline's file.
    ///   - number: The first of them to tell of, itself included.
    ///   - limit: How many.
    /// - Returns: The runs.
    /// - Throws: `HistoryError`.
    package func runs(ofFile file: String, upTo number: Int, limit: Int) throws -> [RunEntry] {
        try runs(
            "WHERE file = ? AND number <= ? AND tests > 0 ORDER BY number DESC LIMIT ?",
            [file, number, limit]
        )
    }

    /// The runs of a commit, the latest first.
    ///
    /// - Parameter commit: Its id in 40 digits.
    /// - Returns: The runs, at most a hundred.
    /// - Throws: `HistoryError`.
    package func runs(ofCommit commit: String) throws -> [RunEntry] {
        try runs("WHERE sha = ? ORDER BY number DESC LIMIT 100", [commit])
    }

    private func runs(_ condition: String, _ arguments: StatementArguments = []) throws
        -> [RunEntry]
    {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT \(RunEntry.columns) FROM run \(condition)",
                arguments: arguments
            ).map(RunEntry.init)
        }
    }
}
