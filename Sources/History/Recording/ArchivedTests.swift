package import Execution
import HostSystem
package import Reports
import SystemPackage

/// The cases of a run's merged report by the step that ran them.
package struct ArchivedTests {
    private let cases: [TestCase]

    /// Stands between the names of suites where they are written as one.
    private static let separator = " / "

    /// Reads the report of a run, or those of its steps where it did not live to write one; none is no mistake.
    init(of run: RunDirectory) {
        cases = Array(Self.report(of: run).joiningAttempts().cases)
    }

    /// All reports of a run as one, each step's in suites of its own; empty where there are none.
    ///
    /// - Parameter run: Its folder; where it did not live to join the reports of its steps, they are joined here.
    /// - Returns: The report.
    package static func report(of run: RunDirectory) -> TestReport {
        report(run.path.appending("reports.xml")) ?? joined(run)
    }

    private static func report(_ path: FilePath) -> TestReport? {
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 30, name: path.string)
        else { return nil }
        return JUnitParser().parse(bytes, file: path.string)
    }

    private static func joined(_ run: RunDirectory) -> TestReport {
        var reports: [TestReport] = []
        let jobs = run.path.appending("jobs")
        for job in (try? Directory(opening: jobs).names()) ?? [] {
            let folder = jobs.appending(job)
            let names = (try? Directory(opening: folder).names()) ?? []
            for name in names.sorted(by: { $0.string < $1.string })
            where name.string.hasSuffix(RunReport.stepSuffix) {
                if let report = report(folder.appending(name)) { reports.append(report) }
            }
        }
        return TestReport.merged(reports)
    }

    /// The cases of a step, with the suites that its own report names.
    ///
    /// - Parameter place: The name of the suite in which a run puts the step's: `test (linux)/unit`.
    /// - Returns: The cases.
    func cases(of place: String) -> [TestCase] {
        cases.compactMap { testCase in
            guard let suites = Self.suites(testCase.suite.names, in: place) else { return nil }
            var testCase = testCase
            testCase.suite = SuitePath(suites)
            return testCase
        }
    }

    /// The names inside a step's suite, nested or joined into one; nil for suites of other steps.
    private static func suites(_ names: [String], in place: String) -> [String]? {
        guard let first = names.first else { return nil }
        if first == place { return Array(names.dropFirst()) }
        guard first.hasPrefix(place + separator) else { return nil }
        var rest = first.dropFirst(place.count + separator.count)
        var suites: [String] = []
        while let found = rest.firstRange(of: separator) {
            suites.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        return suites + [String(rest)] + names.dropFirst()
    }
}
