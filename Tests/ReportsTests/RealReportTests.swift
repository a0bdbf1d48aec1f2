import Reports
import Testing

@Suite(.enabled(if: !RealReports.entries.isEmpty, RealReports.absence))
struct `The reports of real projects` {
    @Test(arguments: RealReports.entries)
    func `have the totals that are known of them`(_ entry: RealReports.Entry) throws {
        let report = JUnitParser().parse(try RealReports.bytes(of: entry), file: entry.path)
        let totals = report.totals
        let wanted = entry.wanted
        #expect(totals.tests == wanted.tests, "\(report.warnings.map(\.message))")
        #expect(wanted.passed == nil || totals.passed == wanted.passed)
        #expect(wanted.skipped == nil || totals.skipped == wanted.skipped)
        if let errors = wanted.errors {
            #expect(totals.errors == errors)
            #expect(wanted.failed == nil || totals.failed == wanted.failed)
        } else if let failed = wanted.failed {
            #expect(totals.failed + totals.errors == failed)
        }
        if entry.reader?.wellFormed == true {
            #expect(report.suites.count { !$0.path.isEmpty } == entry.counted?.suites)
            #expect(report.integrity != .incomplete)
        }
        for oracle in entry.oracles ?? [] {
            #expect(oracle.flaky == nil || totals.flaky == oracle.flaky)
            guard let seconds = oracle.durationSeconds else { continue }
            // Some sum up the cases and some believe the suites.
            let declared = report.suites.compactMap(\.declared.duration).reduce(.zero, +)
            #expect([totals.duration, declared].contains(.seconds(seconds)))
        }
    }
}

extension RealReports.Entry {
    /// The totals to reach: what was counted, and for a file that is no XML what its origin says.
    fileprivate var wanted: RealReports.Oracle {
        // This file is cut off behind its third case: what is known of the run is not in its bytes.
        if path == "junit/generated/libtest-junit.xml" {
            return RealReports.Oracle(tests: 3, passed: 1, failed: 2, errors: 0, skipped: 0)
        }
        let known = oracles?.first { $0.tests != nil && $0.agreesWithCounted != true }
        if let known, oracleNote == nil || reader?.wellFormed == false { return known }
        let tests = reader?.wellFormed == false ? reader?.rawTestcaseTags : counted?.tests
        guard tests == counted?.tests else { return RealReports.Oracle(tests: tests) }
        return RealReports.Oracle(
            tests: tests,
            passed: counted?.passed,
            failed: counted?.failed,
            errors: counted?.errors,
            skipped: counted?.skipped
        )
    }
}
