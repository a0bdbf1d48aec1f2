import Reports
import Testing

/// Real files of the formats that are not JUnit.
@Suite(.enabled(if: !RealReports.all.isEmpty, RealReports.absence))
struct `The files of other formats` {
    private static func files(_ formats: [String]) -> [RealReports.Entry] {
        RealReports.all.filter { formats.contains($0.format) && $0.role == "input" }
    }

    private func read(_ entry: RealReports.Entry) throws -> ReportContent {
        ReportReader().read(try RealReports.bytes(of: entry), file: entry.path)
    }

    @Test(
        arguments: files([
            "gojson", "gotext", "ctrf", "trx", "nunit", "xunitnet", "native", "mochajson",
            "rspecjson", "dartjson", "libtest", "swiftevents",
        ])
    )
    func `have the totals that are known of them`(_ entry: RealReports.Entry) throws {
        let totals = try read(entry).tests.totals
        // Its origin joins the rows of a table that have one name; we count elements.
        guard !entry.path.hasSuffix("xunit__mstest__pickles.xml") else {
            return #expect(totals.tests == 4)
        }
        for oracle in entry.oracles ?? [] {
            guard let tests = oracle.tests else { continue }
            #expect(totals.tests == tests)
            #expect(oracle.passed == nil || totals.passed == oracle.passed)
            #expect(oracle.skipped == nil || totals.skipped == oracle.skipped)
            guard let failed = oracle.failed else { continue }
            #expect(totals.failed + totals.errors == failed + (oracle.errors ?? 0))
        }
    }

    @Test func `of libtest have their events counted, told as JSON or as text`() throws {
        for entry in Self.files(["libtest"]) {
            let totals = try read(entry).tests.totals
            #expect([totals.passed, totals.failed, totals.skipped] == [2, 3, 1], "\(entry.path)")
        }
    }

    @Test func `of unknown formats are refused with a place`() throws {
        for entry in Self.files(["mochajson"]) where entry.tier == 2 {
            let content = try read(entry)
            #expect(!content.isRecovered && content.tests.warnings.first?.line == 1)
        }
    }

    @Test(arguments: RealReports.all.filter { $0.role != "schema" })
    func `are known by their content`(_ entry: RealReports.Entry) throws {
        // Two are no reports at all, see above, and three are programs that died before they said
        // anything in TAP.
        guard !(entry.format == "mochajson" && entry.tier == 2) else { return }
        guard !["die.tap", "empty.tap", "out_err_mix.tap"].contains(where: entry.path.hasSuffix)
        else { return }
        let isEmpty = entry.counted?.tests == 0 || entry.format == "junit"
        #expect(try read(entry).format != nil || isEmpty)
    }

    @Test(arguments: files(["tap"]))
    func `of the Test Anything Protocol have their verdict`(_ entry: RealReports.Entry) throws {
        let report = try read(entry).tests
        let totals = report.totals
        guard let oracle = entry.oracles?.first, let isOK = oracle.ok else { return }
        // A blank behind a plan is no reason to fail a build.
        guard !entry.path.hasSuffix("space_after_plan.tap") else { return }
        // Who lacks points or a plan has not passed.
        #expect((totals.failed + totals.errors == 0 && report.integrity != .incomplete) == isOK)
        // What is wrong with the stream as a whole is one case more.
        #expect(totals.tests - totals.errors == oracle.count)
    }

    @Test(arguments: files(["coverage"]))
    func `of coverage have the lines that are known of them`(_ entry: RealReports.Entry) throws {
        guard case .coverage(let report, _) = try read(entry) else {
            Issue.record("no coverage")
            return
        }
        let declared = entry.counted?.declared
        if let valid = declared?["lines-valid"], let covered = declared?["lines-covered"] {
            #expect(report.lines.total == Int(valid) && report.lines.covered == Int(covered))
        }
        // One producer tells several points of a line one by one; we count lines.
        guard let found = entry.counted?.LF, !entry.path.contains("CSharp") else { return }
        #expect(report.lines == CoverageCount(covered: entry.counted?.LH ?? 0, total: found))
        #expect(report.branches.total == entry.counted?.BRF)
        #expect(report.branches.covered == entry.counted?.BRH)
    }
}
