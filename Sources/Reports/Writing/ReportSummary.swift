/// What a report comes to, for everything that is written for people: counts, causes, verdict.
package struct ReportSummary: Sendable {
    /// The sums over the tests, the steps of a pipeline left out.
    package let totals: ReportTotals
    /// The tests that failed and count, by their cause.
    package let groups: [FailureGroup]
    /// The tests that failed and are in quarantine.
    package let quarantined: [TestCase]
    /// The steps that failed.
    package let failedSteps: [TestCase]
    /// The tests that passed in one attempt and failed in another.
    package let flaky: [TestCase]
    /// The tests that were skipped.
    package let skipped: [TestCase]
    /// The tests that took longest, the slowest first.
    package let slowest: [TestCase]
    /// How much of the report could be read.
    package let integrity: TestReport.Integrity
    /// Whether there are steps of a pipeline.
    package let hasSteps: Bool
    private let runHasPassed: Bool?

    /// A report and what is known beside it.
    package init(_ report: TestReport, _ context: ReportContext = ReportContext()) {
        let tests = report.suites.filter { !$0.isSteps }.flatMap(\.cases)
        let steps = report.suites.filter(\.isSteps).flatMap(\.cases)
        let failing = tests.filter(\.outcome.isFailing)
        totals = report.testTotals
        quarantined = failing.filter(context.isQuarantined)
        groups = FailureGroup.groups(
            of: quarantined.isEmpty ? failing : failing.filter { !context.isQuarantined($0) },
            in: context.tree
        )
        failedSteps = steps.filter(\.outcome.isFailing)
        flaky = tests.filter(\.isFlaky)
        skipped = tests.filter { $0.outcome == .skipped }
        slowest = Array(
            tests.filter { ($0.duration ?? .zero) > .milliseconds(1) }
                .sorted { ($0.duration ?? .zero) > ($1.duration ?? .zero) }.prefix(10)
        )
        integrity = report.integrity
        hasSteps = !steps.isEmpty
        runHasPassed = context.hasPassed
    }

    /// How many tests failed and count.
    package var failures: Int { groups.reduce(0) { $0 + $1.cases.count } }

    /// Whether all is well: nothing that counts failed, and the report is whole.
    package var hasPassed: Bool {
        runHasPassed ?? (failures == 0 && failedSteps.isEmpty && integrity == .whole)
    }

    /// `3 failed, 412 passed, 5 skipped, 1 flaky`.
    package var counts: String {
        var parts: [String] = []
        if totals.failed > 0 { parts.append("\(totals.failed) failed") }
        if totals.errors > 0 {
            parts.append("\(totals.errors) \(totals.errors == 1 ? "error" : "errors")")
        }
        if totals.passed > 0 || parts.isEmpty { parts.append("\(totals.passed) passed") }
        if totals.skipped > 0 { parts.append("\(totals.skipped) skipped") }
        if totals.flaky > 0 { parts.append("\(totals.flaky) flaky") }
        if !quarantined.isEmpty { parts.append("\(quarantined.count) in quarantine") }
        return parts.joined(separator: ", ")
    }

    /// `1 cause explains 48 of 50 failures`; nil where there is no such cause.
    package var leadingCause: String? {
        guard let first = groups.first, first.isLeading(of: failures) else { return nil }
        return first.cases.count == failures
            ? "1 cause explains all \(failures) failures"
            : "1 cause explains \(first.cases.count) of \(failures) failures"
    }
}
