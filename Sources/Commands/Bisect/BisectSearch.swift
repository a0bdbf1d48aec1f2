import Execution
import Git

/// Looks for the first bad commit, several at once, and drops those that a verdict has made pointless.
struct BisectSearch {
    let judge: CommitJudge
    /// How many commits are looked at at once.
    let lanes: Int
    let cancellation: Cancellation
    let tell: @Sendable (Commit, Judgement) -> Void

    /// What was found out of each commit, in the order in which it was.
    struct Course {
        var bisection: Bisection
        var judged: [(commit: Commit, judgement: Judgement)] = []
    }

    /// Searches.
    ///
    /// - Parameter commits: Every commit after its parents, the last one bad.
    /// - Returns: How far it came.
    /// - Throws: What keeps every commit from being run.
    func run(_ commits: [Commit]) async throws -> Course {
        let byID = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
        var course = Course(bisection: Bisection(commits))
        try await withThrowingTaskGroup(of: (ObjectID, Judgement?).self) { group in
            var running: [ObjectID: Cancellation] = [:]
            while true {
                if cancellation.level == .none {
                    let next = course.bisection.next(
                        lanes - running.count,
                        besides: Set(running.keys)
                    )
                    for id in next {
                        guard let commit = byID[id] else { continue }
                        let own = Cancellation(below: cancellation)
                        running[id] = own
                        group.addTask { (id, try await judge.judge(commit, own)) }
                    }
                }
                guard let (id, judgement) = try await group.next() else { break }
                running[id] = nil
                guard let judgement, let commit = byID[id] else { continue }
                tell(commit, judgement)
                course.judged.append((commit, judgement))
                course.bisection.note(judgement.verdict, of: id)
                for (other, cancellation) in running where !course.bisection.matters(other) {
                    cancellation.cancel()
                    cancellation.cancel()
                }
            }
        }
        return course
    }

    /// Judges some commits without drawing any conclusion.
    func look(at commits: [Commit]) async throws -> [(commit: Commit, judgement: Judgement)] {
        var judged: [(commit: Commit, judgement: Judgement)] = []
        try await withThrowingTaskGroup(of: (Commit, Judgement?).self) { group in
            var waiting = commits[...]
            var count = 0
            while true {
                while count < lanes, cancellation.level == .none, let commit = waiting.popFirst() {
                    count += 1
                    group.addTask { (commit, try await judge.judge(commit, cancellation)) }
                }
                guard let (commit, judgement) = try await group.next() else { break }
                count -= 1
                guard let judgement else { continue }
                tell(commit, judgement)
                judged.append((commit, judgement))
            }
        }
        return judged
    }
}
