import FoundationEssentials
import Glibc
import Reports
import Testing

@Suite struct `A written report` {
    private func read(_ text: String) -> TestReport {
        JUnitParser().parse(Array(text.utf8), file: "x")
    }

    private func written(_ report: TestReport) -> String {
        String(decoding: JUnitWriter().write(report), as: UTF8.self)
    }

    @Test func `has computed totals, three decimals and UTC`() {
        let report = read(
            """
            <testsuites name="all" tests="99"><testsuite name="outer"><testsuite name="inner" time="77"
            timestamp="2024-01-03T12:27:15+01:00" hostname="h" file="f.py"><properties><property name="p" value="v"/></properties>
            <testcase classname="c" name="a" time="1.0005" file="f.py" line="3"/><testcase name="b" time="61"><skipped/></testcase>
            <testcase name="c"><error type="T" message="m">trace</error></testcase><system-out>o</system-out>
            </testsuite></testsuite></testsuites>
            """
        )
        #expect(
            written(report) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="all" tests="3" failures="0" errors="1" time="62.001">
                  <testsuite name="outer / inner" tests="3" failures="0" errors="1" skipped="1" time="62.001" \
                timestamp="2024-01-03T11:27:15Z" hostname="h" file="f.py">
                    <properties>
                      <property name="p" value="v"/>
                    </properties>
                    <testcase classname="c" name="a" time="1.001" file="f.py" line="3">
                    </testcase>
                    <testcase name="b" time="61.000">
                      <skipped message="skipped"/>
                    </testcase>
                    <testcase name="c">
                      <error message="m" type="T">trace</error>
                    </testcase>
                    <system-out>o</system-out>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test func `makes visible what XML does not allow`() throws {
        var details = TestCaseDetails()
        details.output = "bell \u{7} \u{1B}[31mred\u{1B}[0m ]]> \u{9B}1m \u{FFFE} tab\t é 😀 \u{1B}"
        var suite = TestSuite(path: SuitePath(["<&\">"]))
        suite.cases = [
            TestCase(suite: suite.path, name: "a\nb\u{0}", outcome: .passed, details: details)
        ]
        let report = TestReport(suites: [suite])
        let text = written(report)
        #expect(text.contains("bell \\u{7} red ]]&gt; \\u{9B}1m \\u{FFFE} tab\t é 😀 \\u{1B}<"))
        #expect(text.contains("name=\"a&#10;b\\u{0}\""))
        #expect(text.contains("name=\"&lt;&amp;&quot;&gt;\""))
        let again = JUnitParser().parse(Array(text.utf8), file: "x")
        #expect(again.warnings.isEmpty)
        #expect(again.suites[0].name == "<&\">")
    }

    @Test func `tells attempts in the words of Surefire`() {
        let report = read(
            """
            <testsuite name="s"><testcase name="f"><failure message="one" type="T">trace</failure></testcase>
            <testcase name="f"/><testcase name="n"><failure/></testcase><testcase name="n"><error message="e"/></testcase>
            <testcase name="r"/><testcase name="r"><failure message="late"/></testcase></testsuite>
            """
        ).joiningAttempts()
        let text = written(report)
        #expect(
            text.contains(
                "<flakyFailure message=\"one\" type=\"T\">\n        <stackTrace>trace</stackTrace>"
            )
        )
        #expect(text.contains("<rerunFailure message=\"\" type=\"\">"))
        let again = read(text)
        #expect(again.totals == report.totals)
        #expect(again.totals.flaky == 2)
    }

    @Test func `says a verdict that cannot be read otherwise`() {
        let report = read(
            """
            <testsuite name="s"><testcase name="expected"><skipped type="todo" message="later"/><failure message="f">t</failure></testcase>
            <testcase name="disabled" status="disabled"><error message="e"/></testcase>
            <testcase name="both"><skipped message="s"/><failure message="f"/></testcase>
            <testcase name="bare" status="failed"/></testsuite>
            """
        )
        let text = written(report)
        let again = read(text)
        #expect(again.cases.map(\.outcome) == report.cases.map(\.outcome))
        for testCase in again.cases {
            #expect(Set(testCase.problems.map { $0.kind == .skipped }).count == 1)
        }
        #expect(text.contains("expected failure: f\nt</skipped>"))
        #expect(text.contains("skipped: s</failure>"))
    }

    @Test func `has short messages and long texts without their middle`() {
        var writer = JUnitWriter()
        writer.failedText = .each(10)
        writer.passedText = .each(3)
        let report = read(
            """
            <testsuite name="s"><testcase name="a"><failure message="first&#10;second">0123456789abcdefghijklmnopqrstuvwxyz</failure></testcase>
            <testcase name="b"><system-out>0123456789</system-out></testcase></testsuite>
            """
        )
        let text = String(decoding: writer.write(report), as: UTF8.self)
        #expect(
            text.contains(
                "<failure message=\"first\">first\nseco\n[… 29 bytes left out …]\nqrstuvwxyz</failure>"
            )
        )
        #expect(text.contains("<system-out>012\n[… 4 bytes left out …]\n789</system-out>"))
        let long = String(repeating: "é", count: 1_500)
        let whole = read(
            written(read("<testcase name=\"a\"><failure message=\"\(long)\"/></testcase>"))
        )
        let problem = whole.cases.first { _ in true }?.problems.first
        #expect(problem?.message.count == 1_000)
        #expect(problem?.text == long)
    }

    @Test func `keeps properties and attachments of cases in their output`() throws {
        let report = JUnitParser().parse(
            Array(
                """
                <testcase name="a"><properties><property name="k" value="v=1&#10;2"/><property name="attachment" value="a b.png"/>
                <property name="attachment" value="/etc/passwd"/></properties><system-out>see [[ATTACHMENT|c.txt]]</system-out></testcase>
                """.utf8
            ),
            file: "x"
        )
        let text = written(report)
        #expect(text.contains("[[PROPERTY|k=v=1\\u{A}2]]"))
        #expect(!text.contains("[[ATTACHMENT|/etc/passwd"))
        let again = try #require(read(text).cases.first { _ in true })
        #expect(again.attachments == [.file("c.txt"), .file("a b.png")])
        #expect(again.properties.map(\.name) == ["k", "attachment", "attachment"])
    }

    @Test func `names cases that stand in no suite`() {
        #expect(written(read("<testcase name=\"a\"/>")).contains("<testsuite name=\"tests\""))
        #expect(
            written(read("<testsuites name=\"r\"><testcase name=\"a\"/></testsuites>")).contains(
                "<testsuite name=\"r\""
            )
        )
        #expect(read(written(TestReport())).integrity == .whole)
    }

    @Test(
        .enabled(if: !RealReports.entries.isEmpty, RealReports.absence),
        arguments: RealReports.entries
    )
    func `has the totals of the report it was made from`(_ entry: RealReports.Entry) throws {
        let report = JUnitParser().parse(try RealReports.bytes(of: entry), file: entry.path)
        for report in [report, report.joiningAttempts()] {
            let again = JUnitParser().parse(JUnitWriter().write(report), file: "again")
            var (one, other) = (report.totals, again.totals)
            // Each case is rounded to a millisecond.
            #expect(abs(one.duration.components.seconds - other.duration.components.seconds) < 2)
            (one.duration, other.duration) = (.zero, .zero)
            #expect(one == other)
            #expect(again.warnings.isEmpty)
        }
    }
}
