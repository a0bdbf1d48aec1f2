/// The cases that stand directly in one suite of a report, and what is said of the suite as a
/// whole.
///
/// Suites inside it are suites of their own in `TestReport.suites`, with a longer path.
package struct TestSuite: Sendable, Hashable {
    /// Its name and those of the suites around it; empty for cases that stand in no suite.
    package var path: SuitePath
    /// When it began.
    package var timestamp: ReportTimestamp?
    /// The machine it ran on, as the report says.
    package var hostname: String?
    /// The source file it stands for.
    package var file: String?
    /// Names and values recorded for the whole suite.
    package var properties: [TestProperty] = []
    /// What was written to standard output outside of any case.
    package var output = ""
    /// What was written to standard error outside of any case.
    package var errorOutput = ""
    /// What its attributes claim.
    package var declared = DeclaredCounts()
    /// Its own cases, in the order of the report.
    package var cases: [TestCase] = []

    /// An empty suite.
    package init(path: SuitePath) {
        self.path = path
    }

    /// The name of the suite without those of the suites around it.
    package var name: String {
        path.name
    }

    /// Lets a large suite grow once to the size it will likely have: growing by doubling would for
    /// a moment keep two copies of all its cases.
    ///
    /// - Parameters:
    ///   - share: How much of the document has been read, 0...1.
    ///   - max: How many cases there can be at the most.
    mutating func makeRoom(afterShare share: Double, max: Int) {
        let count = cases.count
        guard count >= 4_096, count == cases.capacity else { return }
        let estimate = Double(count) / Swift.max(share, 0.001) * 1.02
        cases.reserveCapacity(Swift.max(min(Int(estimate), max), count + count / 4))
    }

    /// Moves the suite and its cases to another path.
    mutating func move(to path: SuitePath) {
        self.path = path
        var (old, new) = (CaseHome.unknown, CaseHome.unknown)
        for index in cases.indices {
            let home = cases[index].home
            if home !== old { (old, new) = (home, CaseHome(path, home.classname, home.file)) }
            cases[index] = cases[index].moved(to: new)
        }
    }

    /// The sums over its own cases.
    package var totals: ReportTotals {
        ReportTotals(of: cases)
    }
}
