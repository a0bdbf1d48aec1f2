import Reports
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A large report` {
    /// A JUnit document of so many cases, whose texts another closure tells.
    private func document(_ count: Int, _ testCase: (Int) -> String) -> [UInt8] {
        Array("<testsuite name=\"s\">\n".utf8)
            + (0..<count).flatMap { Array((testCase($0) + "\n").utf8) }
            + Array("</testsuite>\n".utf8)
    }

    @Test func `takes 48 bytes a case beside its texts`() {
        #expect(MemoryLayout<TestCase>.stride == 48)
    }

    @Test(arguments: [false, true])
    func `gives every text back, whether its document is kept or let go`(_ isLetGo: Bool) {
        let filler = isLetGo ? String(repeating: "x", count: 3_000) : ""
        let bytes = document(4_000) { index in
            """
            <!-- \(filler) --><testcase classname="a.C\(index % 1_700)" name="t &lt;\(index % 3)&gt; é \(index)" \
            file="f\(index % 7).swift" line="\(index)"><failure type="T\(index % 2)" message="m \(index)">\
            first \(index)
            second &amp; \(index)</failure><system-out>out \(index)</system-out></testcase>
            """
        }
        let report = JUnitParser().parse(bytes, file: "x")
        for (index, testCase) in report.suites[0].cases.enumerated() {
            #expect(testCase.suite == SuitePath(["s"]))
            #expect(testCase.classname == "a.C\(index % 1_700)")
            #expect(testCase.name == "t <\(index % 3)> é \(index)")
            #expect(testCase.file == "f\(index % 7).swift" && testCase.line == index)
            #expect(testCase.output == "out \(index)")
            let problem = TestProblem(
                .failure,
                type: "T\(index % 2)",
                message: "m \(index)",
                text: "first \(index)\nsecond & \(index)"
            )
            #expect(testCase.problems == [problem])
        }
    }

    @Test func `is equal to one with other texts around the same tests`() {
        func cases(_ filler: String) -> [TestCase] {
            let bytes = document(300) { "<testcase name=\"long enough a name \($0)\"/>\(filler)" }
            return JUnitParser().parse(bytes, file: "x").suites[0].cases
        }
        let (held, copied) = (cases(""), cases(String(repeating: " ", count: 1_000)))
        #expect(held == copied && Set(held) == Set(copied))
    }

    @Test func `has its attempts joined among tests of other names`() {
        let bytes = document(20_000) { index in
            let name = index % 1_000 == 7 ? "again" : "once \(index)"
            return "<testcase name=\"\(name)\">\(index == 7 ? "<failure/>" : "")</testcase>"
        }
        let content = ReportReader().read(bytes, file: "x")
        let joined = content.tests.joiningAttempts()
        #expect(joined.totals.tests == 20_000 - 19)
        #expect(joined.suites[0].cases[7].name == "again")
        #expect(joined.suites[0].cases[7].attempts.count == 19)
        #expect(joined.suites[0].cases[8].name == "once 8")
        #expect(joined.totals.flaky == 1 && ReportListing([content]).flaky == 1)
    }

    @Test func `in TAP is read alike with and without marks that need care`() {
        let descriptions = [
            "a b", "é", "- dash", "a#b", "tab\tin", "  spaced  ", "a \\# b", "0 1", "", "x {",
        ]
        let lines = descriptions.enumerated().map { "ok \($0 + 1) - \($1)" }
        let names = read("1..\(lines.count)\n" + lines.joined(separator: "\n") + "\n")
        // A directive makes no difference to what stands before it.
        let timed = read(
            "1..\(lines.count)\n" + lines.map { $0 + " # time=1ms" }.joined(separator: "\n") + "\n"
        )
        #expect(names.count == lines.count)
        // A brace at the end of a line is none of the description.
        #expect(names.dropLast() == timed.dropLast() && names.last == "x")
        let known = ["a b", "é", "- dash", "a#b", "tab\tin", "spaced", "a # b", "0 1", "9", "x"]
        #expect(names == known)
    }

    private func read(_ tap: String) -> [String] {
        ReportReader().read(Array(tap.utf8), file: "x").tests.cases.map(\.name)
    }

    @Test func `of Visual Studio has the rows of a test behind it`() {
        let trx = """
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
            <UnitTestResult testId="1" testName="outer" outcome="Failed"><InnerResults>
            <UnitTestResult testId="1" testName="row 1" outcome="Passed"/>
            <UnitTestResult testId="1" testName="row 2" outcome="Failed"/>
            </InnerResults></UnitTestResult>
            <UnitTestResult testId="2" testName="other" outcome="Passed"/>
            </Results><TestDefinitions><UnitTest id="1"><TestMethod className="N.C, A"/></UnitTest>
            <UnitTest id="2"><TestMethod className="N.D"/></UnitTest></TestDefinitions></TestRun>
            """
        let cases = Array(ReportReader().read(Array(trx.utf8), file: "x").tests.cases)
        #expect(cases.map(\.name) == ["outer", "row 1", "row 2", "other"])
        #expect(cases.map(\.classname) == ["N.C", "N.C", "N.C", "N.D"])
    }
}
