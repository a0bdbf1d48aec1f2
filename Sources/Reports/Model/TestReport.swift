/// What a test report file says, or several of them joined.
package struct TestReport: Sendable, Hashable {
    /// How much of the file could be read.
    package enum Integrity: String, Sendable, Hashable {
        /// All of it, perhaps with repairs that `warnings` tell of.
        case whole
        /// The file ends too early: there were more cases than are here.
        case incomplete
        /// The file is empty or no report at all.
        case unreadable
    }

    /// The name the report gives itself; empty where it gives none.
    package var name: String
    /// The files it was read from, as the caller named them.
    package var files: [String]
    /// The suites in the order of the report, each before the suites inside it.
    package var suites: [TestSuite]
    /// How much could be read; of several files the worst.
    package var integrity: Integrity
    /// What was repaired, left out or contradictory, by file and place.
    package var warnings: [ReportWarning]

    /// A report with what is known of it.
    package init(
        name: String = "",
        files: [String] = [],
        suites: [TestSuite] = [],
        integrity: Integrity = .whole,
        warnings: [ReportWarning] = []
    ) {
        self.name = name
        self.files = files
        self.suites = suites
        self.integrity = integrity
        self.warnings = warnings
    }

    /// The sums over all cases.
    package var totals: ReportTotals {
        suites.reduce(into: ReportTotals()) { $0 += $1.totals }
    }

    /// All cases, suite by suite.
    package var cases: some Sequence<TestCase> {
        suites.lazy.flatMap(\.cases)
    }
}
