import Reports

/// What a test's past says about it.
///
/// A test is flaky where one input key has a pass and a fail of it: the same files, image, command and variables, and
/// another answer. Such an event is counted once for each key; a run in which the test was tried again and passed is
/// one by itself.
///
/// | state | when |
/// |---|---|
/// | broken | the last three inputs have only failures |
/// | flaky | two events, or one within a run |
/// | suspect | one event |
/// | recovering | flaky, and no event for 7 days or 20 runs |
/// | healthy | no event, or none for twice as long |
package struct TestJudgement: Sendable, Hashable {
    /// How far it can be trusted.
    package let state: TestState
    /// How often its outcome changed from one run to the next, of the last twenty: 0 for never, 1 for always.
    package let flipRate: Double
    /// How often it fails at least, of all its runs: the lower end of Wilson's interval at 95 %.
    package let failureRate: Double
    /// The runs whose result contradicted another one of the same input, the oldest first.
    package let events: [Int]

    /// How many inputs in a row have only failures when a test is called broken.
    package static let brokenInputs = 3
    /// How many runs without an event make a flaky test a recovering one.
    package static let quietRuns = 20
    /// How many seconds without an event do the same.
    package static let quietSeconds: Int64 = 7 * 24 * 60 * 60
    /// How many runs are looked at for the flip rate.
    package static let flipWindow = 20

    /// Judges a test.
    ///
    /// - Parameters:
    ///   - sightings: Its results, the oldest first, without those of runs that failed as a whole.
    ///   - now: The time in seconds since 1970.
    package init(_ sightings: [Sighting], now: Int64) {
        let told = sightings.filter { $0.outcome != .skipped }
        let found = Self.events(in: told)
        events = found.map { told[$0.index].run }
        flipRate = Self.flipRate(of: told.suffix(Self.flipWindow))
        failureRate = Self.leastRate(told.count { $0.outcome.isFailing }, of: told.count)
        state = Self.isBroken(told) ? .broken : Self.state(found, told, now)
    }

    /// What is said of a test that never failed.
    static let unknown = TestJudgement([], now: 0)

    private struct Event {
        var index: Int
        var isWithinRun: Bool
    }

    private static func events(in sightings: [Sighting]) -> [Event] {
        var seen: [String: Set<Bool>] = [:]
        var events: [Event] = []
        for (index, sighting) in sightings.enumerated() {
            if sighting.isFlaky { events.append(Event(index: index, isWithinRun: true)) }
            guard let input = sighting.input else { continue }
            let isNew = seen[input, default: []].insert(sighting.outcome.isFailing).inserted
            let isContradiction = isNew && seen[input]?.count == 2
            if isContradiction, !sighting.isFlaky {
                events.append(Event(index: index, isWithinRun: false))
            }
        }
        return events
    }

    private static func state(_ events: [Event], _ sightings: [Sighting], _ now: Int64)
        -> TestState
    {
        var state = TestState.healthy
        for (place, event) in events.enumerated() {
            state = state == .healthy && !event.isWithinRun ? .suspect : .flaky
            let isLast = place == events.count - 1
            let end = isLast ? sightings.count : events[place + 1].index
            let until = isLast ? now : sightings[events[place + 1].index].time
            let runs = end - event.index - 1
            let seconds = runs > 0 ? until - sightings[event.index].time : 0
            func isQuiet(_ times: Int) -> Bool {
                runs >= quietRuns * times || seconds >= quietSeconds * Int64(times)
            }
            if isQuiet(2) || state == .suspect && isQuiet(1) {
                state = .healthy
            } else if isQuiet(1) {
                state = .recovering
            }
        }
        return state
    }

    private static func isBroken(_ sightings: [Sighting]) -> Bool {
        var inputs: Set<String> = []
        for sighting in sightings.reversed() {
            guard sighting.outcome.isFailing, !sighting.isFlaky else { return false }
            // A run of before there were keys counts as an input of its own.
            inputs.insert(sighting.input ?? "run \(sighting.run)")
            if inputs.count == brokenInputs { return true }
        }
        return false
    }

    private static func flipRate(of sightings: ArraySlice<Sighting>) -> Double {
        guard sightings.count > 1 else { return 0 }
        let outcomes = sightings.map(\.outcome.isFailing)
        let flips = zip(outcomes, outcomes.dropFirst()).count { $0 != $1 }
        return Double(flips) / Double(outcomes.count - 1)
    }

    /// The lower end of the interval that Edwin Wilson gave in 1927 for a share, at 95 %.
    static func leastRate(_ hits: Int, of count: Int) -> Double {
        guard count > 0, hits > 0 else { return 0 }
        let (n, z) = (Double(count), 1.96)
        let rate = Double(hits) / n
        let centre = rate + z * z / (2 * n)
        let spread = z * (rate * (1 - rate) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, (centre - spread) / (1 + z * z / n))
    }
}
