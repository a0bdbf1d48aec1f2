/// Sums over the cases of a report or a part of it; always counted, never taken from attributes.
package struct ReportTotals: Sendable, Hashable {
    /// All cases.
    package var tests = 0
    /// The cases that passed, the flaky ones among them.
    package var passed = 0
    /// The cases in which an expectation did not hold.
    package var failed = 0
    /// The cases that could not run to their end.
    package var errors = 0
    /// The cases that were not run or do not count.
    package var skipped = 0
    /// The cases in which some attempts passed and others failed; each is counted above as well.
    package var flaky = 0
    /// The time of all cases whose time is known.
    package var duration = Duration.zero

    /// The sums over nothing.
    package init() {}

    /// The sums over some cases.
    package init(of cases: some Sequence<TestCase>) {
        for testCase in cases {
            count(testCase)
        }
    }

    /// Adds one case.
    package mutating func count(_ testCase: TestCase) {
        tests += 1
        flaky += testCase.isFlaky ? 1 : 0
        duration += testCase.duration ?? .zero
        switch testCase.outcome {
        case .passed: passed += 1
        case .failed: failed += 1
        case .error: errors += 1
        case .skipped: skipped += 1
        }
    }

    /// Adds the sums of another part.
    package static func += (left: inout ReportTotals, right: ReportTotals) {
        left.tests += right.tests
        left.passed += right.passed
        left.failed += right.failed
        left.errors += right.errors
        left.skipped += right.skipped
        left.flaky += right.flaky
        left.duration += right.duration
    }
}
