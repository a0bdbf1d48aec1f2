import Reports
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A damaged report` {
    /// A document and the places behind each of its cases.
    private var document: (bytes: [UInt8], ends: [Int]) {
        var bytes = Array("<?xml version=\"1.0\"?>\n<testsuites><testsuite name=\"é\">".utf8)
        var ends: [Int] = []
        for testCase in [
            "<testcase name=\"a\" time=\"0.1\"/>",
            "<testcase name=\"b > &quot;\"><failure message=\"m\"><![CDATA[<x> ]]> text</failure></testcase>",
            "<testcase name='c'><system-out>out<!-- c --></system-out><skipped/></testcase >",
            "<j:testcase name=\"d\"><flakyFailure type=\"T\"><stackTrace>s</stackTrace></flakyFailure></j:testcase>",
        ] {
            bytes += Array(testCase.utf8)
            ends.append(bytes.count)
            bytes += Array("\n  <system-out>😀</system-out>".utf8)
        }
        return (bytes + Array("</testsuite></testsuites>\n".utf8), ends)
    }

    @Test func `keeps every complete case, wherever it is cut`() {
        let (bytes, ends) = document
        for length in 0...bytes.count {
            let report = JUnitParser().parse(Array(bytes.prefix(length)), file: "x")
            let complete = ends.count { $0 <= length }
            #expect(report.totals.tests == complete, "cut behind \(length) bytes")
            #expect(report.integrity != .whole || length >= bytes.count - 1 || length == 0)
        }
    }

    @Test func `keeps every complete case when another document follows`() {
        let (bytes, ends) = document
        let other = Array(
            "<?xml version=\"1.0\"?><testsuite name=\"o\"><testcase/></testsuite>".utf8
        )
        for length in 0...bytes.count {
            let report = JUnitParser().parse(bytes.prefix(length) + other, file: "x")
            // An end tag may lack its last bytes.
            let complete = ends.count { $0 <= length }...ends.count { $0 - 2 <= length }
            #expect(complete.contains(report.totals.tests - 1), "cut behind \(length) bytes")
        }
    }

    @Test func `is read whatever was done to it`() throws {
        var dice = Dice(state: 20_260_101)
        let originals = try Fixtures.names.map { try Fixtures.bytes(of: $0) } + [document.bytes]
        for round in 0..<2_000 {
            let bytes = Damage.done(to: originals[round % originals.count], &dice)
            let report = JUnitParser().parse(bytes, file: "x")
            let totals = report.totals
            #expect(
                totals.tests == totals.passed + totals.failed + totals.errors + totals.skipped
            )
            // Whatever could be read can be written and read again.
            let again = JUnitParser().parse(JUnitWriter().write(report), file: "y")
            #expect(again.integrity == .whole && again.totals.tests == totals.tests, "\(round)")
        }
    }

    @Test func `of any format is read, written and read again whatever was done to it`() throws {
        var dice = Dice(state: 42)
        let originals = try FormatFixtures.names.map { try FormatFixtures.bytes(of: $0) }
        for round in 0..<1_500 {
            let bytes = Damage.done(to: originals[round % originals.count], &dice)
            let content = ReportReader().read(bytes, file: "x")
            let report = TestReport.merged([content.tests])
            let totals = report.totals
            #expect(
                totals.tests == totals.passed + totals.failed + totals.errors + totals.skipped
            )
            #expect(
                content.isRecovered || content.format?.isCoverage == true
                    || !content.tests.warnings.isEmpty
            )
            let tap = ReportReader().read(TAPWriter().write(report), file: "y").tests
            #expect(tap.totals.tests == totals.tests, "\(round)")
            let json = ReportReader().read(CTRFWriter().write(report), file: "y").tests
            #expect(json.totals.errors == totals.errors, "\(round)")
        }
    }
}
