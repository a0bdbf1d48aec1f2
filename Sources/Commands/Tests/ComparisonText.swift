import History

/// What has changed between two runs, in a line or two.
enum ComparisonText {
    /// The lines for people.
    ///
    /// - Parameters:
    ///   - base: What is compared with; nil where there is nothing.
    ///   - comparison: What came of it.
    ///   - style: How it is shown.
    /// - Returns: At least one line.
    static func lines(_ base: Base?, _ comparison: SuiteComparison?, _ style: OutputStyle)
        -> [String]
    {
        guard let base, let comparison else {
            return ["no base to compare with: no ancestor of this commit was run with tests"]
        }
        var lines = ["compared with \(base.text): \(counts(comparison))"]
        if comparison.hasShrunk {
            lines.append(
                style.red(
                    "the suite shrank from \(comparison.countBefore) to \(Amounts.text(comparison.countNow, "test"))"
                )
            )
        }
        return lines
    }

    /// `2 newly failing, 1 fixed`, or `no change`.
    static func counts(_ comparison: SuiteComparison) -> String {
        let groups = [
            (comparison.newlyFailing.count, "newly failing"),
            (comparison.stillFailing.count, "still failing"), (comparison.fixed.count, "fixed"),
            (comparison.new.count, "new"), (comparison.removed.count, "removed"),
            (comparison.newlySkipped.count, "newly skipped"),
        ]
        let told = groups.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return told.isEmpty ? "no change" : told.joined(separator: ", ")
    }
}
