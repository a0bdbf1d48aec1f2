import Containers
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
                } else if content.integrity == .incomplete {
                    problems.append("the report \(file) ends too early")
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
        var tests = StepTests(report, of: step, in: job)
        let judge = QuarantineJudge(
            tests,
            materials.request.quarantine,
            on: CalendarDay(seconds: WallClock.now)
        )
        tests.quarantined = judge.held
        end.result.tests?.quarantined = failed - judge.countingFailures
        end.result.testScope = tests.scope
        materials.events.tell(.tested(place, tests))
        let scoped = report.inScope("\(place.job)/\(place.label)")
        RunReport(materials: materials).keep(scoped, of: place)
        materials.reports.add(scoped)
        for warning in report.warnings {
            materials.events.tell(
                .note("\(warning.file):\(warning.line):\(warning.column): \(warning.message)")
            )
        }
        end.failedTests = FailureGroup.failedTests(of: report)
        for note in judge.notes { materials.events.tell(.note(note)) }
        conclude(failed, judge, report, &end)
    }

    /// What failed tests mean for the step: failures in quarantine are no reason to fail it.
    ///
    /// A command that returned an error is forgiven only where nothing but those tests can be its reason: it ended by
    /// itself, with an exit code, and its report is whole.
    private func conclude(
        _ failed: Int,
        _ judge: QuarantineJudge,
        _ report: TestReport,
        _ end: inout StepRun.End
    ) {
        guard failed > 0 else { return }
        guard judge.countingFailures > 0 else {
            if case .exited(_) = end.result.exit?.status, end.result.exit?.cause == .itself,
                end.result.problem == nil, report.integrity == .whole
            {
                end.result.conclusion = .success
            }
            return
        }
        guard end.result.outcome == .success else { return }
        let totals = report.totals
        end.result.outcome = .failure
        end.result.conclusion = .failure
        end.result.problem =
            "\(failed) of \(totals.tests) \(totals.tests == 1 ? "test" : "tests") failed, although the command returned 0"
    }

    private static func complaint(_ content: ReportContent) -> String {
        guard let warning = content.tests.warnings.first else { return "it holds nothing" }
        return "\(warning.message) (line \(warning.line))"
    }

    /// Coverage is told and decides nothing.
    private func note(_ coverage: CoverageReport) {
        let lines = coverage.lines
        let percent = lines.percent.map { "\($0)% of " } ?? ""
        let noun = lines.total == 1 ? "line" : "lines"
        materials.events.tell(
            .note("\(coverage.file): coverage of \(percent)\(lines.total) \(noun)")
        )
    }

    private func fail(_ problems: [String], _ end: inout StepRun.End) {
        let text = problems.joined(separator: "; ")
        end.result.problem = end.result.problem.map { "\($0); \(text)" } ?? text
        end.result.conclusion = .failure
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
