import Expressions
import Glibc
import Pipelines
import Reports
import SystemPackage

/// Reads the test reports that a step declares, through its frozen layer.
struct ReportCollector {
    let job: PlannedJob
    let step: PlannedStep
    let place: StepPlace
    let materials: RunMaterials
    /// When the step began, in seconds since 1970.
    let beganAt: Int64

    /// Reads the reports and adds what they say to the step's end.
    ///
    /// A glob that finds nothing is a missing report; a file that is older than the step is a stale one. Both fail a
    /// step that otherwise passed: a test run that wrote no report has proven nothing.
    func collect(from room: JobRoom, _ scope: Scope, into end: inout StepRun.End) throws {
        guard !step.reports.isEmpty, end.result.outcome != .cancelled else { return }
        let view = try room.view()
        let folder = try workingDirectory(scope)
        var reports: [TestReport] = []
        var problems: [String] = []
        var seen: Set<FilePath> = []
        let reader = ReportReader(workspace: Workspace.path)
        for template in step.reports.junit {
            let pattern = try template.value.text(in: scope)
            let files = try view.files(matching: [pattern], in: folder)
            if files.isEmpty { problems.append("no report matches \(pattern)") }
            // A file that two globs match is one report.
            for file in files where seen.insert(file).inserted {
                if try isStale(file, view) {
                    problems.append("the report \(file) is stale: this step did not write it")
                    continue
                }
                let bytes = materials.reportRedactor.redacted(
                    try view.read(file, limit: Self.maximumSize)
                )
                let content = reader.read(bytes, file: file.string)
                if case .coverage(let coverage, _) = content { note(coverage) }
                if !content.isRecovered {
                    problems.append("the report \(file) cannot be read: \(Self.complaint(content))")
                }
                reports.append(content.tests)
            }
        }
        let merged = TestReport.merged(reports)
        if !reports.isEmpty { note(merged, &end) }
        if !problems.isEmpty { fail(problems, &end) }
    }

    /// The largest report that is read, in bytes.
    static let maximumSize = 256 << 20

    private func note(_ report: TestReport, _ end: inout StepRun.End) {
        let totals = report.totals
        let failed = totals.failed + totals.errors
        end.result.tests = TestCounts(tests: totals.tests, failed: failed, skipped: totals.skipped)
        let tests = StepTests(report, of: step, in: job)
        end.result.testScope = tests.scope
        materials.events.tell(.tested(place, tests))
        materials.reports.add(report.inScope("\(place.job)/\(place.label)"))
        for warning in report.warnings {
            materials.events.tell(
                .note("\(warning.file):\(warning.line):\(warning.column): \(warning.message)")
            )
        }
        end.failedTests = FailureGroup.failedTests(of: report)
        guard failed > 0, end.result.outcome == .success else { return }
        end.result.outcome = .failure
        end.result.conclusion = .failure
        end.result.problem =
            "\(failed) of \(totals.tests) tests failed, although the command returned 0"
    }

    private static func complaint(_ content: ReportContent) -> String {
        guard let warning = content.tests.warnings.first else { return "it holds nothing" }
        return "\(warning.message) (line \(warning.line))"
    }

    /// Coverage is told and decides nothing.
    private func note(_ coverage: CoverageReport) {
        let lines = coverage.lines
        let percent = lines.percent.map { "\($0)% of " } ?? ""
        materials.events.tell(.note("\(coverage.file): coverage of \(percent)\(lines.total) lines"))
    }

    private func fail(_ problems: [String], _ end: inout StepRun.End) {
        let text = problems.joined(separator: "; ")
        end.result.problem = end.result.problem.map { "\($0); \(text)" } ?? text
        guard end.result.outcome == .success else { return }
        end.lacksReport = true
        end.result.outcome = .failure
        end.result.conclusion = .failure
    }

    /// Two seconds are given: some file systems and tools round times.
    private func isStale(_ file: FilePath, _ view: borrowing ImageView) throws -> Bool {
        try view.modificationTime(file).tv_sec < Int(beganAt) - 2
    }

    private func workingDirectory(_ scope: Scope) throws -> String {
        guard let template = step.workingDirectory else { return Workspace.path }
        let text = try template.value.text(in: scope)
        return text.hasPrefix("/") ? text : "\(Workspace.path)/\(text)"
    }
}
