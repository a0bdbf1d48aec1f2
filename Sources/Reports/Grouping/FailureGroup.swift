/// The cases that failed for what looks like one cause.
package struct FailureGroup: Sendable, Hashable {
    /// What they have in common.
    package var signature: FailureSignature
    /// The cases, in the order of the report; at least one, and the first is the example to show.
    package var cases: [TestCase]

    /// The failures of some cases by their cause: the largest group first, groups of one size in
    /// the order of their first case.
    ///
    /// - Parameters:
    ///   - cases: Cases of any outcome; those that did not fail are passed over.
    ///   - tree: Which frames are the repository's own.
    /// - Returns: The groups; together they hold every failure once.
    package static func groups(
        of cases: some Sequence<TestCase>,
        in tree: SourceTree = SourceTree()
    ) -> [FailureGroup] {
        var groups: [FailureGroup] = []
        var places: [FailureSignature: Int] = [:]
        for testCase in cases where testCase.outcome.isFailing {
            let signature = FailureSignature(of: testCase, in: tree)
            if let place = places[signature], signature.saysAnything {
                groups[place].cases.append(testCase)
            } else {
                places[signature] = groups.count
                groups.append(FailureGroup(signature: signature, cases: [testCase]))
            }
        }
        return groups.enumerated()
            .sorted { ($1.element.cases.count, $0.offset) < ($0.element.cases.count, $1.offset) }
            .map(\.element)
    }

    /// Whether so many failures have this one cause that it should be told before all else: more
    /// than half of them, and at least three.
    ///
    /// - Parameter failures: How many cases failed in all.
    /// - Returns: Whether it is the one cause to look at first.
    package func isLeading(of failures: Int) -> Bool {
        cases.count >= 3 && cases.count * 2 > failures
    }
}
