/// An element that declares counts, and what was counted inside it.
struct CountScope {
    /// How warnings call it.
    var name: String
    /// Where its tag stands.
    var offset: Int
    /// The scope around it, which comes before it.
    var parent: Int?
    /// What its attributes say.
    var declared: DeclaredCounts
    /// The cases directly inside it.
    var own = ReportTotals()

    /// Compares what was declared with what was counted.
    ///
    /// Some producers let a suite speak for itself only, others for the suites inside it too, so a
    /// number is contradicted only when it is neither.
    ///
    /// - Parameters:
    ///   - scopes: All scopes of a file, each behind the one around it.
    ///   - log: Gets one warning for each contradiction.
    static func check(_ scopes: [CountScope], telling log: inout WarningLog) {
        var sums = scopes.map(\.own)
        for index in scopes.indices.reversed() {
            if let parent = scopes[index].parent { sums[parent] += sums[index] }
        }
        for (scope, sum) in zip(scopes, sums) {
            for (word, declared, counted) in scope.comparisons(with: sum) {
                guard let declared, !counted.contains(declared) else { continue }
                log.add(
                    .declaredCount,
                    "\(scope.name) declares \(word)=\(declared), found \(counted[0])",
                    at: scope.offset
                )
            }
        }
    }

    /// For each attribute what it says and the numbers that would do; the first is the one to tell.
    private func comparisons(with sum: ReportTotals) -> [(String, Int?, [Int])] {
        [
            ("tests", declared.tests, [sum.tests, own.tests]),
            (
                "failures", declared.failures,
                // Some count an error as a failure.
                [sum.failed, own.failed, sum.failed + sum.errors, own.failed + own.errors]
            ),
            ("errors", declared.errors, [sum.errors, own.errors]),
            ("skipped", declared.skipped, [sum.skipped, own.skipped]),
        ]
    }
}
