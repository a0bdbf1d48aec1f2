import Git

/// The part of history that a bisection searches.
struct BisectRange {
    /// The commits that were given as good, as they were named.
    var good: [(name: String, commit: Commit)]
    /// The commit that was given as bad.
    var bad: (name: String, commit: Commit)
    /// Where a good commit's history and the bad one's part, if that is not the good commit itself: they must be good, too.
    var bases: [Commit]
    /// Every commit after its parents, the bad one last.
    var commits: [Commit]

    /// Finds the commits.
    ///
    /// - Throws: `GitError`; `InputRefusal` where nothing lies between.
    init(
        good names: [String],
        bad name: String,
        firstParentOnly: Bool,
        in repository: Repository
    ) throws {
        bad = (name, try repository.commit(at: name))
        good = try names.map { ($0, try repository.commit(at: $0)) }
        bases = []
        for (name, commit) in good {
            guard let base = try repository.mergeBase(of: commit.id, and: bad.commit.id) else {
                throw InputRefusal(
                    message:
                        "\(name) and \(bad.name) have no commit in common, so nothing lies between them"
                )
            }
            if base == bad.commit.id {
                throw InputRefusal(
                    message:
                        "\(bad.name), the bad commit, leads to the good one, \(name)\n  hint: perhaps --good and --bad are the wrong way round"
                )
            }
            if base != commit.id { bases.append(try repository.commit(base)) }
        }
        commits = try repository.commits(
            leadingTo: bad.commit.id,
            butNotTo: good.map(\.commit.id) + bases.map(\.id),
            firstParentOnly: firstParentOnly
        )
    }
}
