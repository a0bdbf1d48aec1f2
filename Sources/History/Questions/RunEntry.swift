import GRDB

/// What history knows of a run as a whole.
package struct RunEntry: Sendable, Hashable {
    /// Its number in the store.
    package var number: Int
    /// When it began, in seconds since 1970.
    package var began: Int64
    /// From its beginning to its end.
    package var duration: Duration
    /// `success`, `failure`, `cancelled`, `skipped` or `interrupted`.
    package var outcome: String
    /// The pipeline's file and the branch.
    package var line: RunLine
    /// The commit's id in 40 digits.
    package var sha: String
    /// The commit as people read it.
    package var summary: String
    /// Whether it used the working directory's files.
    package var isWorktree: Bool
    /// How many tests it had.
    package var tests: Int
    /// How many of them failed.
    package var failed: Int
    /// Whether its tests failed as a whole, which says more of the machine than of them.
    package var isVoid: Bool

    static let columns =
        "number, began, duration, outcome, file, branch, sha, summary, worktree, tests, failed, void"

    init(_ row: Row) {
        number = row["number"]
        began = row["began"]
        duration = .microseconds(row["duration"] as Int64)
        outcome = row["outcome"]
        line = RunLine(file: row["file"], branch: row["branch"])
        sha = row["sha"]
        summary = row["summary"]
        isWorktree = row["worktree"]
        tests = row["tests"]
        failed = row["failed"]
        isVoid = row["void"]
    }
}
