/// What a report file turned out to hold.
package enum ReportContent: Sendable, Hashable {
    /// Tests and how they ended.
    case tests(TestReport, ReportFormat)
    /// Lines and whether they were run.
    case coverage(CoverageReport, ReportFormat)
    /// Nothing that is known here; the report holds nothing but the warning that says so.
    case unknown(TestReport)

    /// The tests; of a file that is no test report, a report without suites.
    package var tests: TestReport {
        switch self {
        case .tests(let report, _), .unknown(let report): report
        case .coverage(let coverage, _):
            TestReport(files: [coverage.file], warnings: coverage.warnings)
        }
    }

    /// The format; nil where it is not known.
    package var format: ReportFormat? {
        switch self {
        case .tests(_, let format), .coverage(_, let format): format
        case .unknown: nil
        }
    }
}
