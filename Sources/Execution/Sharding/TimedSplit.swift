/// Shares test files out among shards so that all take about as long.
///
/// The longest file that is left goes to the shard that has the least; so no shard takes more than a third longer than
/// the best split there is. It is pure: the same files and timings give the same split on every machine.
package struct TimedSplit: Sendable, Hashable {
    /// The files of each shard, in order of their paths.
    package private(set) var shards: [[String]]
    /// How long each shard is expected to take.
    package private(set) var durations: [Duration]
    /// How many of the files have a known time; others are taken for as long as the middle one of those.
    package let knownFiles: Int

    /// Splits files.
    ///
    /// - Parameters:
    ///   - files: Paths, each at most once.
    ///   - count: How many shards; at least 1.
    ///   - timings: What is known of the files.
    package init(_ files: [String], into count: Int, by timings: FileTimings) {
        let known = files.map { timings.duration(of: $0) }
        let times = known.compactMap(\.self).sorted()
        knownFiles = times.count
        let usual = times.isEmpty ? Duration.seconds(1) : times[times.count / 2]
        // A file costs something even if its tests take no time.
        let costs = known.map { max($0 ?? usual, .milliseconds(1)) }
        shards = Array(repeating: [], count: max(1, count))
        durations = Array(repeating: .zero, count: max(1, count))
        let order = files.indices.sorted { one, other in
            costs[one] == costs[other] ? files[one] < files[other] : costs[one] > costs[other]
        }
        for file in order {
            let least = durations.indices.min { durations[$0] < durations[$1] } ?? 0
            shards[least].append(files[file])
            durations[least] += costs[file]
        }
        for index in shards.indices { shards[index].sort() }
    }
}
