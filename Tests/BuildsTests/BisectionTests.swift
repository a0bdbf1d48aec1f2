import Git
import Testing

/// A generator of numbers that gives the same ones each time.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

/// A history made of numbers.
private struct History {
    let commits: [Commit]

    /// Commits each of which has the parents of these numbers.
    init(_ parents: [[Int]]) {
        commits = parents.enumerated().map { number, parents in
            Commit(
                id: Self.id(number),
                tree: Self.id(number),
                parents: parents.map(Self.id),
                author: "",
                email: "",
                time: 0,
                summary: "\(number)"
            )
        }
    }

    static func id(_ number: Int) -> ObjectID {
        ObjectID(bytes: (0..<20).map { UInt8(truncatingIfNeeded: number >> (8 * min($0, 7))) })
    }

    static func line(_ count: Int) -> History {
        History((0..<count).map { $0 == 0 ? [] : [$0 - 1] })
    }

    /// A history with merges, in which everything leads to the last commit.
    static func random(_ count: Int, _ numbers: inout Numbers) -> History {
        var tips: [Int] = []
        var parents: [[Int]] = []
        for number in 0..<count {
            let isLast = number == count - 1
            if number > 0, !isLast, Int.random(in: 0..<4, using: &numbers) == 0 {
                parents.append([Int.random(in: 0..<number, using: &numbers)])
            } else if isLast || tips.count > 1, Int.random(in: 0..<3, using: &numbers) == 0 {
                parents.append(Array(tips.suffix(2)))
            } else {
                parents.append(tips.last.map { [$0] } ?? [])
            }
            if isLast { parents[number] = tips }
            tips.removeAll { parents[number].contains($0) }
            tips.append(number)
        }
        return History(parents)
    }

    /// The commits that a number leads to, itself included.
    func descendants(of number: Int) -> Set<ObjectID> {
        var found: Set<ObjectID> = [Self.id(number)]
        for commit in commits where !found.isDisjoint(with: commit.parents) {
            found.insert(commit.id)
        }
        return found
    }
}

/// Searches with verdicts that are known beforehand.
private func search(
    _ history: History,
    culprit: Int,
    skipping: Set<Int> = [],
    lanes: Int
) -> (state: Bisection.State, judged: Int) {
    let bad = history.descendants(of: culprit)
    let skipped = Set(skipping.map(History.id))
    var bisection = Bisection(history.commits)
    var judged = 0
    while case .searching = bisection.state {
        let next = bisection.next(lanes)
        guard !next.isEmpty else { break }
        for commit in next {
            judged += 1
            bisection.note(
                skipped.contains(commit) ? .skipped : bad.contains(commit) ? .bad : .good,
                of: commit
            )
        }
    }
    return (bisection.state, judged)
}

@Suite struct `A bisection` {
    @Test func `finds every commit of a line in as few steps as halving takes`() {
        let history = History.line(100)
        for culprit in 0..<100 {
            let (state, judged) = search(history, culprit: culprit, lanes: 1)
            #expect(state == .found(History.id(culprit)))
            #expect(judged <= 7)
        }
    }

    @Test(arguments: [2, 3, 4, 8])
    func `takes fewer rounds the more commits are judged at once`(lanes: Int) {
        let history = History.line(1000)
        for culprit in stride(from: 0, to: 1000, by: 37) {
            let (state, judged) = search(history, culprit: culprit, lanes: lanes)
            #expect(state == .found(History.id(culprit)))
            var (rest, rounds) = (1000, 0)
            while rest > 1 { (rest, rounds) = ((rest + lanes) / (lanes + 1), rounds + 1) }
            #expect(judged <= (rounds + 2) * lanes)
        }
    }

    @Test func `finds what a history with merges hides`() {
        var numbers = Numbers(state: 7)
        for _ in 0..<60 {
            let history = History.random(40, &numbers)
            let culprit = Int.random(in: 0..<40, using: &numbers)
            for lanes in 1...3 {
                let (state, _) = search(history, culprit: culprit, lanes: lanes)
                #expect(state == .found(History.id(culprit)))
            }
        }
    }

    @Test func `goes round what cannot be judged, and says so where it cannot`() {
        var numbers = Numbers(state: 11)
        for _ in 0..<60 {
            let history = History.random(40, &numbers)
            let culprit = Int.random(in: 0..<40, using: &numbers)
            let skipping = Set((0..<8).map { _ in Int.random(in: 0..<40, using: &numbers) })
            switch search(history, culprit: culprit, skipping: skipping, lanes: 2).state {
            case .found(let id): #expect(id == History.id(culprit))
            case .undecided(let suspects):
                #expect(suspects.contains(History.id(culprit)))
                let testable = suspects.dropLast().filter { suspect in
                    !skipping.contains { History.id($0) == suspect }
                }
                #expect(testable.isEmpty)
            case .searching(let left): Issue.record("it gave up with \(left) left")
            }
        }
    }

    @Test func `leaves a broken stretch in the middle after a few tries`() {
        let (state, judged) = search(
            .line(1000),
            culprit: 120,
            skipping: Set(400..<600),
            lanes: 1
        )
        #expect(state == .found(History.id(120)))
        #expect(judged < 20)
    }

    @Test func `keeps its lanes apart from those that run`() {
        let bisection = Bisection(History.line(64).commits)
        let first = bisection.next(1)
        let second = bisection.next(1, besides: Set(first))
        #expect(Set(first).isDisjoint(with: second))
        #expect(bisection.next(4, besides: Set(History.line(64).commits.map(\.id))).isEmpty)
    }
}
