import FoundationEssentials
import Reports
import Testing

/// The small reports in `fixtures/reports`, each with a text file that says how it is read.
enum FormatFixtures {
    static let folder = RealReports.packageRoot + "/fixtures/reports"

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { !$0.hasSuffix(".golden") }.sorted()
    }()

    static func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }
}

@Suite struct `A report of another format` {
    /// `UPDATE_GOLDEN=1` writes the expected texts anew; the difference is to be reviewed.
    @Test(arguments: FormatFixtures.names)
    func `is known by its content and read as its text says`(_ name: String) throws {
        let reader = ReportReader(workspace: "/workspace")
        let content = reader.read(try FormatFixtures.bytes(of: name), file: name)
        let text = Self.describe(content)
        let golden = URL(filePath: "\(FormatFixtures.folder)/\(name).golden")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: golden)
        }
        let wanted = String(decoding: try Data(contentsOf: golden), as: UTF8.self)
        #expect(text == wanted)
    }

    @Test func `is found in the folder, one of every format`() throws {
        let formats = try FormatFixtures.names.compactMap {
            ReportReader().read(try FormatFixtures.bytes(of: $0), file: $0).format
        }
        #expect(Set(formats) == Set(ReportFormat.allCases).subtracting([.junit]))
    }

    @Test func `may come with a byte order mark, in two bytes a letter, behind a log`() {
        let json = "{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"T\"}\n"
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in json.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(ReportReader().read(wide, file: "x").tests.totals.passed == 1)
        let behind = Array("starting\n\n  {a}\nwarning: x\nTAP version 13\n1..1\nok 1\n".utf8)
        #expect(ReportReader().read(behind, file: "x").format == .tap)
        #expect(ReportReader().read(behind, file: "x").tests.totals.passed == 1)
    }

    @Test func `of go test in JSON may begin with a build that failed, told as text`() {
        let text = """
            FAIL\texample.com/broken [build failed]
            {"Action":"run","Package":"example.com/ok","Test":"TestA"}
            {"Action":"pass","Package":"example.com/ok","Test":"TestA"}
            {"Action":"pass","Package":"example.com/ok"}

            """
        let content = ReportReader().read(Array(text.utf8), file: "x")
        #expect(content.format == .goTestJSON)
        #expect(content.tests.totals.passed == 1 && content.tests.totals.errors == 1)
        let plain = ReportReader().read(Array("ok  \tp\t0.1s\n{\"a\":1}\n".utf8), file: "x")
        #expect(plain.format == .goTestText)
    }

    @Test func `is no report where nothing says so`() {
        for text in ["", " \n", "ok then\n", "{}", "[1,2]", "<html></html>", "PASS\n", "a: b\n"] {
            let content = ReportReader().read(Array(text.utf8), file: "x")
            #expect(content.format == nil, "\(text)")
            #expect(!content.isRecovered)
        }
    }

    @Test func `of a like name is refused and not taken for an empty one`() {
        let texts = [
            "<Catch2TestRun name=\"x\">\n  <TestCase name=\"a\">\n    <OverallResult/>\n  </TestCase>\n",
            "<coverage profilerVersion=\"1.5\">\n  <module><seqpnt visitcount=\"1\" line=\"9\"/></module>\n",
            "<coverage version=\"1.1\" ctcreport-version=\"10\">\n  <project name=\"x\"/>\n</coverage>\n",
            "<doctest binary=\"x\">\n  <TestSuite>\n    <TestCase name=\"a\"/>\n",
            "<assembly xmlns=\"http://maven.apache.org/ASSEMBLY/2.0.0\"><id>bin</id></assembly>\n",
            "<a:test-suite xmlns:a=\"urn:model\" start=\"1\"><test-cases/></a:test-suite>\n",
        ]
        for text in texts {
            let content = ReportReader().read(Array(text.utf8), file: "x")
            #expect(content.format == nil && !content.isRecovered, "\(text)")
        }
    }

    @Test func `of CTest fails for what CTest lacked, and not for what it skipped`() throws {
        let words = [
            "Unable to find executable", "Required Files Missing", "Fixture dependency failed",
            "SKIP_RETURN_CODE=77", "Disabled",
        ]
        // ctest -T Test, ctest --output-junit; both of CTest 3.25.
        let dashboard = words.map { word in
            """
            <Test Status="notrun"><Name>t</Name><Results>
            <NamedMeasurement type="text/string" name="Completion Status"><Value>\(word)</Value></NamedMeasurement>
            </Results></Test>
            """
        }
        let junit = words.map { word in
            "<testcase name=\"t\" status=\"notrun\"><skipped message=\"\(word)\"/></testcase>"
        }
        for text in [
            "<Site><Testing>\(dashboard.joined())</Testing></Site>",
            "<testsuite name=\"(empty)\">\(junit.joined())</testsuite>",
        ] {
            let cases = Array(ReportReader().read(Array(text.utf8), file: "x").tests.cases)
            #expect(cases.map(\.outcome) == [.error, .error, .error, .skipped, .skipped])
            #expect(cases.prefix(3).map(\.failureLine) == Array(words.prefix(3)))
        }
    }

    @Test func `of NUnit 2 may begin with a suite`() {
        let text = """
            <test-suite type="TestFixture" name="F" executed="True" result="Success">
              <results>
                <test-case name="F.A("x")" executed="True" result="Success" time="0.1" />
                <test-case name="F.B" executed="True" result="Failure" />
              </results>
            </test-suite>
            """
        let totals = ReportReader().read(Array(text.utf8), file: "x").tests.totals
        #expect(totals.passed == 1 && totals.failed == 1)
    }

    @Test func `of NUnit 2 may have a suite that failed for itself`() {
        let text = """
            <test-results name="x" total="1" errors="1"><test-suite name="N" success="False"><results>
            <test-suite name="F" executed="True" success="False">
            <failure><message>TestFixtureSetUp failed</message></failure></test-suite>
            </results></test-suite></test-results>
            """
        let report = ReportReader().read(Array(text.utf8), file: "x").tests
        #expect(report.totals.errors == 1 && report.totals.tests == 1 && report.warnings.isEmpty)
    }

    @Test(arguments: [
        "<test-results name='x' total='1' failures='%'><test-case name='a' executed='True'>"
            + "<failure><message>no</message></failure></test-case></test-results>",
        "<test-run total='1' failed='%'><test-case name='a' result='Passed'>"
            + "<failure><message>no</message></failure></test-case></test-run>",
        "<assemblies><assembly name='x' total='1' failed='%'><collection><test name='a'>"
            + "<failure><message>no</message></failure></test></collection></assembly></assemblies>",
    ])
    func `of dotnet with a failure has failed, and one that misses failures is told of`(
        _ text: String
    ) {
        for (declared, warnings) in [("1", 0), ("2", 1), ("0", 0)] {
            let whole = text.replacing("%", with: declared)
            let report = ReportReader().read(Array(whole.utf8), file: "x").tests
            #expect(report.totals.failed == 1 && report.totals.passed == 0, "\(whole)")
            #expect(report.warnings.filter { $0.kind == .declaredCount }.count == warnings)
        }
    }

    @Test(arguments: [
        "<test-run><test-suite name='G'><test-case id='6' name='L(X)' result='Failed'/>"
            + "<test-case id='7' name='L(X)' result='Passed'/></test-suite></test-run>",
        "<assemblies><assembly name='x'><collection><test name='L(X)' type='G' result='Fail'/>"
            + "<test name='L(X)' type='G' result='Pass'/></collection></assembly></assemblies>",
        "<TestRun><Results><UnitTestResult testId='1' testName='T' outcome='Failed'/>"
            + "<UnitTestResult testId='2' testName='T' outcome='Passed'/></Results></TestRun>",
        "<TestRun><Results><TestResultAggregation testId='1' testName='T' outcome='Failed'>"
            + "<InnerResults><UnitTestResult testId='1' testName='T' dataRowInfo='0' "
            + "outcome='Passed'/></InnerResults></TestResultAggregation></Results></TestRun>",
    ])
    func `of dotnet has tests of one name apart`(_ text: String) {
        let report = ReportReader().read(Array(text.utf8), file: "x").tests
        let joined = report.joiningAttempts().totals
        #expect(joined.tests == 2 && joined.failed == 1 && joined.flaky == 0)
    }

    @Test func `of Visual Studio has results of one test as attempts`() {
        let text = """
            <TestRun><Results><UnitTestResult testId="1" testName="T" outcome="Failed"/>
            <UnitTestResult testId="1" testName="T" outcome="Passed"/></Results></TestRun>
            """
        let report = ReportReader().read(Array(text.utf8), file: "x").tests
        #expect(report.joiningAttempts().totals.flaky == 1)
    }

    private static func describe(_ content: ReportContent) -> String {
        let format = content.format?.rawValue ?? "unknown"
        guard case .coverage(let report, _) = content else {
            return "\(format)\n" + ReportText.describe(content.tests)
        }
        var lines = ["\(format) \(report.isIncomplete ? "incomplete" : "whole")"]
        for file in report.files {
            lines.append(
                "\(file.path): lines \(text(file.lines)), branches \(text(file.branches)), "
                    + "functions \(text(file.functions)), missed \(file.missedLines)"
            )
        }
        lines += report.warnings.map {
            "\($0.line):\($0.column) \($0.kind.rawValue): \($0.message)"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func text(_ count: CoverageCount) -> String {
        "\(count.covered)/\(count.total)"
    }
}
