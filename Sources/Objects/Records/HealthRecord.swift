/// What the health checks of a container have found.
package struct HealthRecord: Sendable, Hashable, Codable {
    /// What is known.
    package enum Status: String, Sendable, Hashable, Codable {
        /// Nothing yet.
        case starting
        /// The last check succeeded.
        case healthy
        /// As many as it takes have failed in a row.
        case unhealthy
    }

    /// One check.
    package struct Entry: Sendable, Hashable, Codable {
        /// When it began; RFC 3339.
        package var start: String
        /// When it ended.
        package var end: String
        /// 0 for success; -1 where it took too long.
        package var exitCode: Int32
        /// The beginning of what it wrote.
        package var output: String
    }

    /// What is known.
    package var status = Status.starting
    /// How many have failed in a row.
    package var failingStreak = 0
    /// The last ones, oldest first.
    package var log: [Entry] = []

    /// How many are kept.
    package static let maximumEntries = 5

    /// Nothing known.
    package init() {}

    /// Takes note of a check.
    ///
    /// - Parameters:
    ///   - entry: What came out.
    ///   - check: What it takes to be unhealthy.
    ///   - isStarting: Whether failures do not count yet.
    package mutating func note(_ entry: Entry, _ check: HealthCheck, isStarting: Bool) {
        log = Array((log + [entry]).suffix(Self.maximumEntries))
        if entry.exitCode == 0 {
            failingStreak = 0
            status = .healthy
        } else if !(isStarting && status == .starting) {
            failingStreak += 1
            if failingStreak >= check.retries { status = .unhealthy }
        }
    }
}
