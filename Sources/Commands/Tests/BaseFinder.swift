import Git
import History

/// Finds out which run another one is compared with where nobody says.
struct BaseFinder {
    let repository: Repository
    let history: HistoryStore

    /// How many commits are looked at.
    private static let depth = 500

    /// The last green run of the commit at which the run's branch left the mainline, else the last run of the nearest
    /// ancestor that has one; nil where there is none, or the commit is not of this repository.
    func base(of run: RunEntry) throws -> Base? {
        guard let head = ObjectID(run.sha), let commits = try? commits(before: head) else {
            return nil
        }
        return try history.base(for: run, among: commits.map(\.description))
    }

    private func commits(before head: ObjectID) throws -> [ObjectID] {
        let mainline = repository.mainline()?.commit
        let fork = try mainline.flatMap { try repository.mergeBase(of: $0, and: head) }
        return try repository.ancestors(of: fork ?? head, limit: Self.depth)
    }
}
