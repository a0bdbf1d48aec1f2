extension TestReport {
    /// One report from several: of one step's files, or of several steps' reports that `inScope`
    /// keeps apart.
    ///
    /// Suites with equal paths become one, and cases with equal identity become attempts of one
    /// test, as in `joiningAttempts`. A case that stands in two reports with the same outcome, time
    /// and problems is the same run told twice, as in an aggregate and its parts, and counts once;
    /// so merging a report with itself, or with a part of itself, changes neither cases nor counts.
    /// Everything comes in the order of its first appearance: who wants no directory listing to
    /// decide gives the files in order.
    ///
    /// - Parameter reports: In the order in which attempts were made, if that is known.
    /// - Returns: One report with one case for each test.
    package static func merged(_ reports: [TestReport]) -> TestReport {
        var merge = ReportMerge()
        for report in reports {
            merge.add(report)
        }
        return merge.report.joiningAttempts()
    }

    /// The same report as a part of a larger one, all its suites inside one more.
    ///
    /// - Parameter scope: What keeps its tests apart from those of other reports: `test/unit`.
    /// - Returns: The report with the scope as the first name of every path.
    package func inScope(_ scope: String) -> TestReport {
        var report = self
        for index in report.suites.indices {
            let path = SuitePath([scope] + report.suites[index].path.names)
            report.suites[index].move(to: path)
        }
        return report
    }
}

/// Joins reports one after the other; each run is kept once, attempts are not joined yet.
private struct ReportMerge {
    private(set) var report = TestReport()
    /// Where the suite of a path stands, volatile parts left out.
    private var places: [[String]: Int] = [:]
    private var knownFiles: Set<String> = []
    private var knownWarnings: Set<ReportWarning> = []

    mutating func add(_ other: TestReport) {
        if report.name.isEmpty { report.name = other.name }
        report.files += other.files.filter { knownFiles.insert($0).inserted }
        report.warnings += other.warnings.filter { knownWarnings.insert($0).inserted }
        report.integrity = max(report.integrity, other.integrity)
        for (key, suite) in Self.joiningSuites(of: other) {
            add(suite, as: key)
        }
    }

    /// The suites of one report, those with equal paths joined.
    private static func joiningSuites(of other: TestReport) -> [([String], TestSuite)] {
        var joined: [([String], TestSuite)] = []
        var places: [[String]: Int] = [:]
        for suite in other.suites {
            let key = suite.path.names.map(VolatileText.stable)
            var shown = suite.showingHiddenFailures(isPytest: other.isPytest)
            // What was declared is used up: it speaks of one suite of one file.
            shown.declared = DeclaredCounts()
            if let place = places[key] {
                joined[place].1.cases += shown.cases
                joined[place].1.take(from: shown)
            } else {
                places[key] = joined.count
                joined.append((key, shown))
            }
        }
        return joined
    }

    /// Adds a suite: of each run as many more as it has than are here.
    private mutating func add(_ suite: TestSuite, as key: [String]) {
        guard let place = places[key] else {
            places[key] = report.suites.count
            return report.suites.append(suite)
        }
        var here = Dictionary(grouping: report.suites[place].cases, by: RunKey.init)
            .mapValues(\.count)
        let path = report.suites[place].path
        for testCase in suite.cases {
            let run = RunKey(testCase)
            if let count = here[run], count > 0 {
                here[run] = count - 1
            } else {
                var moved = testCase
                moved.suite = path
                report.suites[place].cases.append(moved)
            }
        }
        report.suites[place].take(from: suite)
    }
}

/// What tells the runs of the tests of one suite apart.
private struct RunKey: Hashable {
    let test: CaseKey
    let run: AttemptKey

    init(_ testCase: TestCase) {
        test = CaseKey(testCase)
        run = AttemptKey(TestAttempt(of: testCase))
    }
}

extension TestSuite {
    /// Takes over what is said of another suite with the same path and not yet of this one.
    fileprivate mutating func take(from other: TestSuite) {
        timestamp = [timestamp, other.timestamp].compactMap(\.self).min()
        hostname = hostname ?? other.hostname
        file = file ?? other.file
        let known = Set(properties)
        properties += other.properties.filter { !known.contains($0) }
        output = Self.joined(output, other.output)
        errorOutput = Self.joined(errorOutput, other.errorOutput)
    }

    private static func joined(_ one: String, _ other: String) -> String {
        let isTold = one == other || one.hasPrefix(other + "\n") || one.hasSuffix("\n" + other)
        if other.isEmpty || isTold { return one }
        return one.isEmpty ? other : one + "\n" + other
    }
}

extension TestReport.Integrity: Comparable {
    /// The better one first.
    package static func < (left: TestReport.Integrity, right: TestReport.Integrity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .whole: 0
        case .incomplete: 1
        case .unreadable: 2
        }
    }
}
