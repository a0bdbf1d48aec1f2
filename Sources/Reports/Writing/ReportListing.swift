/// What `report show --json` prints of some files: sums, failures, suites, warnings, coverage.
///
/// The counts are of the elements as they stand in the files. `flaky` and `distinct` are counted
/// over tests, that is with the attempts at one test joined.
package struct ReportListing: Sendable {
    private let contents: [ReportContent]
    /// The sums over each file, attempts at one test joined.
    private let joined: [ReportTotals]
    /// The sums over all files, as they stand there.
    package let totals: ReportTotals

    /// A listing of some files.
    package init(_ contents: [ReportContent]) {
        self.contents = contents
        totals = contents.reduce(into: ReportTotals()) { $0 += $1.tests.totals }
        joined = contents.map(\.tests.joinedTotals)
    }

    /// How many tests have attempts that passed and attempts that failed.
    package var flaky: Int { max(joined.reduce(0) { $0 + $1.flaky }, totals.flaky) }

    /// How many tests there are, attempts at one test joined.
    package var distinct: Int { joined.reduce(0) { $0 + $1.tests } }

    /// The same of one file.
    package func distinct(inFile index: Int) -> Int { joined[index].tests }

    /// How many tests of one file have attempts that passed and attempts that failed.
    package func flaky(inFile index: Int) -> Int {
        max(joined[index].flaky, contents[index].tests.totals.flaky)
    }

    /// The listing as JSON, in UTF-8.
    package func json() -> [UInt8] {
        var output = JSONOutput()
        output.object { output in
            Self.write(totals, flaky: flaky, to: &output)
            output.number("distinct", distinct)
            output.array("files") { output in
                for content in contents { Self.write(file: content, to: &output) }
            }
            output.array("warnings") { output in
                for warning in contents.flatMap(\.tests.warnings) {
                    Self.write(warning, to: &output)
                }
            }
            output.array("failures") { output in
                for testCase in contents.flatMap({ $0.tests.failures }) {
                    Self.write(testCase, to: &output)
                }
            }
            output.array("suites") { output in
                for suite in contents.flatMap(\.tests.suites) { write(suite, to: &output) }
            }
            writeCoverage(to: &output)
        }
        return output.finished()
    }

    private static func write(
        _ totals: ReportTotals,
        flaky: Int,
        to output: inout JSONOutput
    ) {
        output.number("tests", totals.tests)
        output.number("passed", totals.passed)
        output.number("failed", totals.failed)
        output.number("errors", totals.errors)
        output.number("skipped", totals.skipped)
        output.number("flaky", flaky)
        output.number("seconds", thousandths: totals.duration.milliseconds)
    }

    private static func write(file content: ReportContent, to output: inout JSONOutput) {
        output.object { output in
            output.string("file", content.tests.files.first ?? "")
            output.string("format", content.format?.rawValue ?? "unknown")
            output.string("integrity", content.integrity.rawValue)
            let totals = content.tests.totals
            write(totals, flaky: totals.flaky, to: &output)
        }
    }

    private static func write(_ warning: ReportWarning, to output: inout JSONOutput) {
        output.object { output in
            output.string("kind", warning.kind.rawValue)
            output.string("message", warning.message)
            output.string("file", warning.file)
            output.number("line", warning.line)
            output.number("column", warning.column)
            output.string("excerpt", warning.excerpt)
        }
    }

    private static func write(_ testCase: TestCase, to output: inout JSONOutput) {
        let problem = testCase.problems.first { $0.kind != .skipped }
        output.object { output in
            output.array("suite") { output in
                for name in testCase.suite.names { output.string(nil, name) }
            }
            output.string("classname", testCase.classname)
            output.string("name", testCase.name)
            output.string("outcome", testCase.outcome.rawValue)
            output.string("type", problem?.type ?? "")
            output.string("message", problem?.message ?? "")
            if let file = testCase.details.file { output.string("file", file) }
            if let line = testCase.details.line { output.number("line", line) }
        }
    }

    private func write(_ suite: TestSuite, to output: inout JSONOutput) {
        output.object { output in
            output.string("name", suite.name)
            output.array("path") { output in
                for name in suite.path.names { output.string(nil, name) }
            }
            let totals = suite.totals
            Self.write(totals, flaky: totals.flaky, to: &output)
        }
    }

    private func writeCoverage(to output: inout JSONOutput) {
        let reports = contents.compactMap { content -> CoverageReport? in
            guard case .coverage(let report, _) = content else { return nil }
            return report
        }
        guard !reports.isEmpty else { return }
        output.object("coverage") { output in
            Self.write(reports.map(\.lines), "lines", to: &output)
            Self.write(reports.map(\.branches), "branches", to: &output)
            Self.write(reports.map(\.functions), "functions", to: &output)
            output.array("files") { output in
                for file in reports.flatMap(\.files) {
                    output.object { output in
                        output.string("path", file.path)
                        Self.write([file.lines], "lines", to: &output)
                        Self.write([file.branches], "branches", to: &output)
                        Self.write([file.functions], "functions", to: &output)
                    }
                }
            }
        }
    }

    private static func write(
        _ counts: [CoverageCount],
        _ name: String,
        to output: inout JSONOutput
    ) {
        let sum = counts.reduce(into: CoverageCount()) { $0 += $1 }
        output.object(name) { output in
            output.number("covered", sum.covered)
            output.number("total", sum.total)
        }
    }
}

extension TestReport {
    /// The cases that failed, in the order of the report.
    package var failures: [TestCase] {
        cases.filter(\.outcome.isFailing)
    }
}

extension ReportContent {
    /// How much of the file could be read.
    package var integrity: TestReport.Integrity {
        switch self {
        case .tests(let report, _), .unknown(let report): report.integrity
        case .coverage(let report, _): report.isIncomplete ? .incomplete : .whole
        }
    }

    /// Whether whoever wrote it died before the end: a stream that ends without its own end, such as TAP without its plan.
    package var hasNoEnd: Bool {
        integrity == .incomplete && format?.hasOwnEnd == true
    }

    /// Whether anything in the file could be read: a test, a line, or a whole report of none.
    package var isRecovered: Bool {
        switch self {
        case .tests(let report, _), .unknown(let report):
            report.integrity == .whole || report.totals.tests > 0
        case .coverage(let report, _): !report.isIncomplete || !report.files.isEmpty
        }
    }
}
