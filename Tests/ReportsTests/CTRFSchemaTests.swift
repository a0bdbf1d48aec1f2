import FoundationEssentials
import Reports
import Testing

@Suite(.enabled(if: !RealReports.all.isEmpty, RealReports.absence))
struct `The schema of CTRF` {
    private let schema: JSONSchema

    init() throws {
        let path = RealReports.root + "/ctrf/ctrf/schema__ctrf.schema.json"
        schema = JSONSchema(try JSONValue(Array(try Data(contentsOf: URL(filePath: path)))))
    }

    /// All that can be known beside a report.
    private var context: ReportContext {
        var context = ReportContext()
        context.version = "1.2"
        context.began = ReportTimestamp(seconds: 1_700_000_000, nanoseconds: 5)
        context.elapsed = .milliseconds(1_234)
        context.facts = [TestProperty("commit", "3fa9"), TestProperty("branch", "main")]
        return context
    }

    @Test(arguments: RealReports.all.filter { $0.role != "schema" })
    func `is met by what is written of a real report`(_ entry: RealReports.Entry) throws {
        let read = ReportReader().read(try RealReports.bytes(of: entry), file: entry.path).tests
        for report in [read, TestReport.merged([read])] {
            #expect(schema.complaints(of: try JSONValue(CTRFWriter().write(report))) == [])
            #expect(schema.complaints(of: try JSONValue(CTRFWriter(context).write(report))) == [])
        }
    }

    @Test func `is met by what is written of reports made up by dice`() throws {
        var random = RandomReports(dice: Dice(state: 8))
        for _ in 0..<100 {
            let report = random.report()
            #expect(schema.complaints(of: try JSONValue(CTRFWriter(context).write(report))) == [])
        }
    }

    @Test func `is met by a test without a name, which keeps having none`() throws {
        var suite = TestSuite(path: SuitePath())
        suite.cases = ["", "C"].map { TestCase(classname: $0, name: "", outcome: .passed) }
        let document = CTRFWriter().write(TestReport(suites: [suite]))
        #expect(schema.complaints(of: try JSONValue(document)) == [])
        #expect(ReportReader().read(document, file: "x").tests.cases.map(\.name) == ["", ""])
    }

    @Test(arguments: [
        (#"{"reportFormat":"CTRF","specVersion":"1"}"#, ["$ lacks", "$.specVersion is"]),
        (
            #"""
            {"reportFormat":"ctrf","specVersion":"1.0.0","results":{"tool":{"name":""},"summary":{"tests":1.5},
            "tests":[{"name":"a","status":"ok","duration":1,"suite":[],"x":1}]},"timestamp":"2024-01-01"}
            """#,
            [
                "$.reportFormat is not", "$.results.summary lacks",
                "$.results.summary.tests is no integer",
                "$.results.tests[0].status is", "$.results.tests[0].suite has too few",
                "$.results.tests[0].x may not", "$.results.tool.name is too short",
                "$.timestamp is no date-time",
            ]
        ),
    ])
    func `is not met by what breaks it`(_ text: String, _ wanted: [String]) throws {
        let complaints = schema.complaints(of: try JSONValue(Array(text.utf8)))
        for start in wanted {
            #expect(complaints.contains { $0.hasPrefix(start) }, "\(start): \(complaints)")
        }
    }
}
