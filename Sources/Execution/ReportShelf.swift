import Reports
import Synchronization

/// The test reports of a run's steps, as they come.
final class ReportShelf: Sendable {
    private let reports = Mutex<[TestReport]>([])

    /// Adds a step's report.
    func add(_ report: TestReport) {
        reports.withLock { $0.append(report) }
    }

    /// All of them as one.
    var merged: TestReport {
        TestReport.merged(reports.withLock { $0 })
    }
}
