import GRDB

extension HistoryStore {
    /// The run with which another one is best compared.
    ///
    /// - Parameters:
    ///   - head: The run that is asked about.
    ///   - commits: The commit at which its branch left the mainline, then that one's ancestors, the nearest first.
    /// - Returns: The last green run of the first commit, else the last run of the nearest commit that has one, a green
    ///   one before others; nil where none of them was ever run with tests.
    /// - Throws: `HistoryError`.
    package func base(for head: RunEntry, among commits: [String]) throws -> Base? {
        for (distance, commit) in commits.enumerated() {
            let candidates = try runs(ofCommit: commit).filter {
                $0.number != head.number && $0.number < head.number
                    && $0.line.file == head.line.file
                    && $0.tests > 0 && !$0.isVoid && ["success", "failure"].contains($0.outcome)
            }
            let clean = candidates.filter { !$0.isWorktree }
            if let green = clean.first(where: { $0.outcome == "success" }) {
                return Base(
                    run: green,
                    reason: distance == 0 ? .greenAtMergeBase : .ancestor(distance: distance)
                )
            }
            if let last = clean.first {
                return Base(run: last, reason: .ancestor(distance: distance))
            }
        }
        return nil
    }
}
