/// The search for the first bad commit of a history, as git bisects it, but with several commits judged at once.
///
/// It knows no repository and runs nothing: it is asked which commits to look at next and told what they were like.
/// What it assumes is git's assumption: commits that lead to a good one are good, those that a bad one leads to are bad.
package struct Bisection: Sendable {
    /// What a commit turned out to be.
    package enum Verdict: String, Sendable, Hashable {
        case good
        case bad
        /// It cannot be judged: it does not build, for instance. git's 125.
        case skipped
    }

    /// How far the search is.
    package enum State: Sendable, Hashable {
        /// So many commits could still be the first bad one.
        case searching(left: Int)
        /// This is the first bad commit.
        case found(ObjectID)
        /// One of these is, and those of them that would tell cannot be judged.
        case undecided([ObjectID])
    }

    private let commits: [ObjectID]
    private let places: [ObjectID: Int]
    /// For each commit those of its parents that are here too.
    private let parents: [[Int]]
    /// Whether a commit could still be the first bad one; the last of these is known to be bad.
    private var isCandidate: [Bool]
    private var isSkipped: [Bool]

    /// A search that knows nothing but its ends.
    ///
    /// - Parameter commits: Every commit after its parents, the last one bad; what leads to none of them is good.
    package init(_ commits: [Commit]) {
        self.commits = commits.map(\.id)
        let places = Dictionary(commits.enumerated().map { ($1.id, $0) }) { first, _ in first }
        self.places = places
        parents = commits.map { $0.parents.compactMap { places[$0] } }
        isCandidate = Array(repeating: true, count: commits.count)
        isSkipped = Array(repeating: false, count: commits.count)
    }

    /// How far the search is.
    package var state: State {
        let left = candidates
        guard let tip = left.last else { return .undecided([]) }
        if left.count == 1 { return .found(commits[tip]) }
        let isOpen = left.contains { $0 != tip && !isSkipped[$0] }
        return isOpen ? .searching(left: left.count) : .undecided(left.map { commits[$0] })
    }

    /// Whether a verdict on a commit would still tell anything.
    package func matters(_ commit: ObjectID) -> Bool {
        guard let place = places[commit] else { return false }
        return isCandidate[place] && !isSkipped[place] && place != candidates.last
    }

    /// Takes note of what a commit is like; a verdict that matters no more is passed over.
    package mutating func note(_ verdict: Verdict, of commit: ObjectID) {
        guard matters(commit), let place = places[commit] else { return }
        guard verdict != .skipped else {
            isSkipped[place] = true
            return
        }
        let leading = ancestors(of: place)
        for index in isCandidate.indices where isCandidate[index] {
            isCandidate[index] = leading[index] == (verdict == .bad)
        }
    }

    /// The commits to look at next: those that divide what is left most evenly.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - running: Those that are being looked at.
    /// - Returns: None where no further one would help.
    package func next(_ count: Int, besides running: Set<ObjectID> = []) -> [ObjectID] {
        let all = candidates
        guard count > 0, let tip = all.last, all.count > 1 else { return [] }
        let weights = weights(of: all)
        var known = Set(running.compactMap { places[$0] }.filter { isCandidate[$0] })
        let even = known.isEmpty
        var chosen: [ObjectID] = []
        for number in 1...count {
            let place =
                even
                ? nearest(to: all.count * number / (count + 1), weights, besides: known, tip)
                : farthest(from: known, weights, all.count, tip)
            guard let place else { break }
            known.insert(place)
            chosen.append(commits[place])
        }
        return chosen
    }

    /// How many commits could still be the first bad one.
    package var left: Int { isCandidate.count(where: { $0 }) }

    private var candidates: [Int] { isCandidate.indices.filter { isCandidate[$0] } }

    // MARK: Choosing

    /// The candidate whose weight is nearest to a number; away from those that cannot be judged.
    ///
    /// Where the best one was skipped its neighbours often do not build either, so it goes a good way off, as git does.
    private func nearest(
        to target: Int,
        _ weights: [Int: Int],
        besides known: Set<Int>,
        _ tip: Int
    ) -> Int? {
        let ranked = weights.filter { $0.key != tip && !known.contains($0.key) }
            .sorted { (abs($0.value - target), $0.key) < (abs($1.value - target), $1.key) }
            .map(\.key)
        guard let best = ranked.first else { return nil }
        let open = ranked.filter { !isSkipped[$0] }
        guard isSkipped[best], !open.isEmpty else { return open.first }
        let skipped = weights.keys.count { isSkipped[$0] }
        let share = Self.spread(skipped)
        return open[min(open.count - 1, Int(Double(open.count) * share * share.squareRoot()))]
    }

    /// The candidate that is farthest from all those that are being looked at, and from both ends.
    private func farthest(
        from known: Set<Int>,
        _ weights: [Int: Int],
        _ whole: Int,
        _ tip: Int
    ) -> Int? {
        let marks = [0, whole] + known.compactMap { weights[$0] }
        let distances = weights.filter {
            $0.key != tip && !known.contains($0.key) && !isSkipped[$0.key]
        }.mapValues { weight in marks.map { abs($0 - weight) }.min() ?? 0 }
        let best = distances.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return best.flatMap { $0.value > 0 ? $0.key : nil }
    }

    /// Numbers between 0 and 1 that fill the space evenly: van der Corput's sequence, in place of git's random numbers,
    /// so that the same search takes the same way each time.
    private static func spread(_ number: Int) -> Double {
        var (rest, share, result) = (number, 0.5, 0.0)
        while rest > 0 {
            if rest & 1 == 1 { result += share }
            share /= 2
            rest >>= 1
        }
        return result
    }

    // MARK: The graph

    /// For each candidate how many candidates lead to it, itself included.
    private func weights(of candidates: [Int]) -> [Int: Int] {
        var weights: [Int: Int] = [:]
        for place in candidates {
            let below = parents[place].filter { isCandidate[$0] }
            weights[place] =
                switch below.count {
                case 0: 1
                case 1: 1 + (weights[below[0]] ?? 0)
                default: countAncestors(of: place)
                }
        }
        return weights
    }

    private func countAncestors(of place: Int) -> Int {
        var isSeen = Array(repeating: false, count: place + 1)
        var open = [place]
        var count = 0
        isSeen[place] = true
        while let next = open.popLast() {
            count += 1
            for parent in parents[next] where isCandidate[parent] && !isSeen[parent] {
                isSeen[parent] = true
                open.append(parent)
            }
        }
        return count
    }

    /// Which commits lead to one, itself included.
    private func ancestors(of place: Int) -> [Bool] {
        var leads = Array(repeating: false, count: commits.count)
        leads[place] = true
        // Parents come before children, so one way down is enough.
        for index in stride(from: place, through: 0, by: -1) where leads[index] {
            for parent in parents[index] { leads[parent] = true }
        }
        return leads
    }
}
