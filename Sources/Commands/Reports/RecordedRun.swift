import Execution
import Expressions
import History
import HostSystem
import Images
import Logs
import Reports
import SystemPackage

/// A run as its folder tells of it: its steps as a suite, the tests of its reports, and what is known beside them.
struct RecordedRun {
    /// Its steps and tests.
    let report: TestReport
    /// What is known beside them.
    let context: ReportContext

    /// A run from its parts.
    init(report: TestReport, context: ReportContext) {
        self.report = report
        self.context = context
    }

    /// The largest record that is read, in bytes.
    private static let recordMax = 1 << 30

    /// Reads the folder of a run.
    ///
    /// A run that was killed, or goes on, is told as far as its record goes, as incomplete and not passed; a test that
    /// failed stands for the rest.
    ///
    /// - Throws: `SystemError` where it has no record.
    init(_ directory: RunDirectory) throws(SystemError) {
        let record = directory.path.appending("events.ndjson")
        let bytes = try OpenFile(opening: record).readAll(
            limit: Self.recordMax,
            name: record.string
        )
        var events = RunEvents(in: directory)
        for line in bytes.split(separator: 0x0A) {
            guard !line.starts(with: "{\"type\":\"line\"".utf8),
                case .object(let event)? = try? Value(json: Array(line))
            else { continue }
            events.take(event)
        }
        var report = TestReport(name: "cuvette")
        report.suites = [TestSuite(steps: events.steps, properties: events.properties)]
        let reports = directory.path.appending("reports.xml")
        if let file = try? OpenFile(opening: reports) {
            let bytes = try file.readAll(limit: Self.recordMax, name: reports.string)
            report.suites += JUnitParser().parse(bytes, file: reports.string).suites
        } else {
            // A run without reports has no such file, nor has one that did not live to its end.
            report.suites += ArchivedTests.report(of: directory).suites
        }
        if !events.hasEnded {
            report.files = ["run \(directory.number)"]
            report.integrity = .incomplete
            if let end = TestReport.earlyEnds(of: [report]) { report.suites.append(end) }
        }
        self.report = report
        context = events.context(directory.number)
    }
}
