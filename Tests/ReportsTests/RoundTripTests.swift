import Reports
import Testing

/// What is written and read again is the same report, as far as the form has a place for it.
@Suite struct `A report written and read again` {
    private static let count = 200

    private func samples() -> [TestReport] {
        var random = RandomReports(dice: Dice(state: 7))
        return (0..<Self.count).map { _ in random.report() }
    }

    /// A report without what only its file has.
    private func plain(_ report: TestReport) -> TestReport {
        var report = report
        report.files = []
        for index in report.suites.indices { report.suites[index].declared = DeclaredCounts() }
        return report
    }

    /// Shows the first line that differs, and not two whole reports.
    private func expectSame(_ report: TestReport, _ wanted: TestReport) {
        guard report != wanted else { return }
        let pairs = zip(lines(report), lines(wanted))
        let different = pairs.first { $0 != $1 }
        Issue.record("read \(different?.0 ?? "more"), wanted \(different?.1 ?? "less")")
    }

    private func lines(_ report: TestReport) -> [Substring] {
        ReportText.describe(report).split(separator: "\n")
    }

    @Test func `is the same as JUnit with nested suites`() {
        for report in samples() {
            let bytes = JUnitWriter(.nested).write(report)
            expectSame(plain(JUnitParser().parse(bytes, file: "x")), report)
        }
    }

    @Test func `is the same as CTRF, but for the time that it does not leave unknown`() {
        for report in samples() {
            var wanted = report
            for suite in wanted.suites.indices {
                for place in wanted.suites[suite].cases.indices
                where wanted.suites[suite].cases[place].duration == nil {
                    wanted.suites[suite].cases[place].duration = .zero
                }
            }
            let content = ReportReader().read(CTRFWriter().write(report), file: "x")
            #expect(content.format == .ctrf)
            expectSame(plain(content.tests), wanted)
        }
    }

    @Test(arguments: [JUnitProfile.common, .jenkins, .gitlab, .windyRoad])
    func `has the same outcomes, in order, in every dialect of JUnit`(_ profile: JUnitProfile) {
        for report in samples() {
            let again = JUnitParser().parse(JUnitWriter(profile).write(report), file: "x")
            #expect(again.cases.map(\.outcome) == report.cases.map(\.outcome))
            #expect(again.integrity == .whole && again.warnings.isEmpty)
        }
    }

    @Test func `has the same outcomes in the files of Surefire`() {
        for report in samples() {
            let files = JUnitWriter(.surefire).surefireFiles(report)
                .filter { $0.name.hasSuffix(".xml") }
            let read = files.flatMap { JUnitParser().parse($0.bytes, file: $0.name).suites }
            #expect(read.flatMap(\.cases).map(\.outcome) == report.cases.map(\.outcome))
        }
    }

    @Test func `has the same outcomes, times and messages as TAP`() {
        for report in samples() {
            let content = ReportReader().read(TAPWriter().write(report), file: "x")
            let again = content.tests
            #expect(content.format == .tap && again.integrity == .whole)
            // TAP has no errors: both are "not ok".
            let wanted = report.cases.map { $0.outcome == .error ? .failed : $0.outcome }
            #expect(again.cases.map(\.outcome) == wanted)
            #expect(again.cases.map(\.duration) == report.cases.map(\.duration))
            #expect(again.cases.map(\.file).count == wanted.count)
        }
    }

    @Test func `keeps its colours in a run's own file`() {
        let report = JUnitParser().parse(
            Array(
                "<testsuite name=\"s\"><testcase name=\"c\"><failure>\u{1B}[31mred\u{1B}[0m</failure></testcase></testsuite>"
                    .utf8
            ),
            file: "x"
        )
        let again = JUnitParser().parse(JUnitWriter(.nested).write(report), file: "x")
        #expect(again.warnings.isEmpty)
        let page = String(decoding: HTMLWriter().write(again), as: UTF8.self)
        #expect(page.contains("<span class=\"c1\">red</span>"))
        let common = String(decoding: JUnitWriter().write(again), as: UTF8.self)
        #expect(common.contains(">red<"))
    }
}
