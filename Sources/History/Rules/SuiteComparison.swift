import Reports

/// What has changed between the tests of two runs.
///
/// Only parts of the suite that ran in both are compared: a run of one job alone has not removed the tests of the others,
/// and a run whose shards are not all there has removed nothing.
package struct SuiteComparison: Sendable {
    /// They fail and did not before, or were not there before and fail.
    package private(set) var newlyFailing: [SuiteResult] = []
    /// They failed before too.
    package private(set) var stillFailing: [SuiteResult] = []
    /// They pass and failed before.
    package private(set) var fixed: [SuiteResult] = []
    /// They were not there before, whatever their outcome.
    package private(set) var new: [SuiteResult] = []
    /// They are not there any more, as they were.
    package private(set) var removed: [SuiteResult] = []
    /// They are skipped and were not before.
    package private(set) var newlySkipped: [SuiteResult] = []
    /// How many tests there were before in the parts that are compared.
    package let countBefore: Int
    /// How many there are now in the same parts.
    package let countNow: Int

    /// Whether there are fewer tests than before: they cannot fail any more.
    package var hasShrunk: Bool { countNow < countBefore }

    /// Compares two suites.
    ///
    /// - Parameters:
    ///   - head: The run that is asked about.
    ///   - base: What it is held against.
    package init(_ head: Suite, with base: Suite) {
        let incomplete = Set((head.missingShards + base.missingShards).map(\.part))
        let common = head.parts.intersection(base.parts).subtracting(incomplete)
        countBefore = base.count(in: common)
        countNow = head.count(in: common)
        let before = Dictionary(uniqueKeysWithValues: base.results.map { ($0.key, $0) })
        let now = Set(head.results.map(\.key))
        for result in head.results { note(result, before[result.key], in: base.parts) }
        removed = base.results.filter { common.contains($0.part) && !now.contains($0.key) }
    }

    private mutating func note(
        _ result: SuiteResult,
        _ before: SuiteResult?,
        in parts: Set<Suite.Part>
    ) {
        if before == nil, parts.contains(result.part) { new.append(result) }
        if result.outcome.isFailing {
            if before?.outcome.isFailing == true {
                stillFailing.append(result)
            } else {
                newlyFailing.append(result)
            }
        }
        if result.outcome == .passed, before?.outcome.isFailing == true { fixed.append(result) }
        if result.outcome == .skipped, let before, before.outcome != .skipped {
            newlySkipped.append(result)
        }
    }
}
