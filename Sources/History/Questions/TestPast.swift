import Reports

/// What a test did in the last runs.
package struct TestPast: Sendable {
    /// Its results, the oldest first.
    package var sightings: [Sighting] = []
    /// How long its passes took.
    package var durations: [Duration] = []

    /// The usual time: the median of the last ten passes; nil where none is known.
    package var usualDuration: Duration? {
        let last = durations.suffix(Self.usualCount).sorted()
        return last.isEmpty ? nil : last[last.count / 2]
    }

    /// How many passes make the usual time.
    package static let usualCount = 10

    /// Whether a time is far over the usual one: more than twice, and more than half a second.
    package func isSlow(_ duration: Duration) -> Bool {
        guard let usual = usualDuration, durations.count >= 3 else { return false }
        return duration > usual * 2 && duration - usual > .milliseconds(500)
    }

    /// The first run of the failures that it has now without a pass between them; nil where it does not fail.
    ///
    /// - Returns: The run, and whether an earlier one is known to have passed: without one it may have failed for longer.
    package var failingSince: (run: Int, isCertain: Bool)? {
        var first: Int?
        for sighting in sightings.reversed() where sighting.outcome != .skipped {
            guard sighting.outcome.isFailing else { return first.map { ($0, true) } }
            first = sighting.run
        }
        return first.map { ($0, false) }
    }
}
