import Reports
import Testing

private func read(_ text: String, file: String = "x.xml") -> TestReport {
    JUnitParser().parse(Array(text.utf8), file: file)
}

@Suite struct `The attempts of a test` {
    @Test func `are retries where all but the last failed`() throws {
        let joined = read(
            """
            <testsuite name="s"><testcase name="a" time="1"><failure message="once"/></testcase>
            <testcase name="b"/><testcase name="a" time="2"/></testsuite>
            """
        ).joiningAttempts()
        let test = try #require(joined.cases.first { _ in true })
        #expect(joined.cases.map(\.name) == ["a", "b"])
        #expect(test.outcome == .passed)
        #expect(test.isFlaky)
        #expect(test.duration == .seconds(2))
        #expect(test.attempts.map(\.outcome) == [.failed])
        #expect(test.attempts[0].problems.map(\.message) == ["once"])
        #expect(joined.totals.flaky == 1)
    }

    @Test func `are no retries where a failure follows a pass`() {
        let joined = read(
            """
            <testsuite name="rows of a table"><testcase name="a"/><testcase name="a"><failure/></testcase>
            <testcase name="a"/></testsuite>
            """
        ).joiningAttempts()
        #expect(joined.cases.map(\.outcome) == [.failed])
        #expect(joined.totals.flaky == 1)
    }

    @Test func `are one where an error in the clean-up follows a pass`() {
        let joined = read(
            "<testsuite><testcase name=\"a\"/><testcase name=\"a\"><error/></testcase></testsuite>"
        ).joiningAttempts()
        #expect(joined.cases.map(\.outcome) == [.error])
        #expect(joined.totals.flaky == 0)
    }

    @Test func `may all fail, be skipped or pass`() {
        let joined = read(
            """
            <testsuite><testcase name="f"><failure/></testcase><testcase name="f"><failure/></testcase>
            <testcase name="s"><skipped/></testcase><testcase name="s"><skipped/></testcase>
            <testcase name="p"/><testcase name="p"/><testcase name="sp"><skipped/></testcase>
            <testcase name="sp"/></testsuite>
            """
        ).joiningAttempts()
        #expect(joined.cases.map(\.outcome) == [.failed, .skipped, .passed, .passed])
        #expect(joined.totals.flaky == 0)
    }

    @Test func `are told apart by class, file and suite`() {
        let report = read(
            """
            <testsuites><testsuite name="s"><testcase name="a" classname="c"/><testcase name="a" classname="d"/>
            <testcase name="a" classname="c" file="f"/></testsuite>
            <testsuite name="t"><testcase name="a" classname="c"/></testsuite></testsuites>
            """
        )
        #expect(report.joiningAttempts() == report)
    }

    @Test func `are hidden in empty passes by pytest-rerunfailures`() {
        let suite = """
            <testcase name="flaky"/><testcase name="flaky"/><testcase name="always"/>
            <testcase name="always"/><testcase name="always"><failure/></testcase></testsuite>
            """
        let hidden = read("<testsuite name=\"pytest\" tests=\"2\">" + suite)
        #expect(hidden.totals.tests == 5)
        let joined = hidden.joiningAttempts()
        #expect(joined.cases.map(\.outcome) == [.passed, .failed])
        #expect(joined.cases.map(\.isFlaky) == [true, false])
        #expect(joined.cases.map(\.attempts.count) == [1, 2])
        #expect(joined.joiningAttempts() == joined)
        // Where all are counted, an empty pass is a pass.
        let open = read("<testsuite name=\"pytest\" tests=\"5\">" + suite).joiningAttempts()
        #expect(open.cases.map(\.isFlaky) == [false, true])
    }

    @Test func `are hidden in pytest's passes also where it counts subtests and clean-ups`() {
        // pytest 9.2 with pytest-rerunfailures 16.7: 2 failed, 9 passed, 2 errors, 12 rerun.
        let suite = """
            <testcase name="pass"/><testcase name="flaky"/><testcase name="flaky"/>
            <testcase name="bad"/><testcase name="bad"/><testcase name="bad"><failure/></testcase>
            <testcase name="both"/><testcase name="both"><failure/></testcase><testcase name="both"><error/></testcase>
            <testcase name="cleanup"/><testcase name="cleanup"><error/></testcase></testsuite>
            """
        for tests in [8, 30] {
            for begin in [
                "<testsuite name=\"pytest\" tests=\"\(tests)\">",
                "<testsuites name=\"pytest tests\"><testsuite name=\"mine\" tests=\"\(tests)\">",
            ] {
                let joined = read(begin + suite).joiningAttempts()
                #expect(joined.cases.map(\.outcome) == [.passed, .passed, .failed, .error, .error])
                #expect(joined.cases.map(\.isFlaky) == [false, true, false, false, false])
            }
        }
        // Where each worker of pytest-xdist runs every test, none stands there once.
        let twice = """
            <testsuite name="pytest" tests="9"><testcase name="a"/><testcase name="b"/>
            <testcase name="a"/><testcase name="b"/></testsuite>
            """
        #expect(read(twice).joiningAttempts().cases.map(\.isFlaky) == [false, false])
    }

    @Test func `are not hidden by a tool that tells how one failed`() {
        let joined = read(
            """
            <testsuite name="s" tests="2">
            <testcase name="retried"><failure/></testcase><testcase name="retried"/>
            <testcase name="repeated"/><testcase name="repeated"/></testsuite>
            """
        )
        .joiningAttempts()
        #expect(joined.cases.map(\.outcome) == [.passed, .passed])
        #expect(joined.cases.map(\.isFlaky) == [true, false])
    }
}

@Suite struct `Merged reports` {
    private let first = read(
        """
        <testsuite name="s" timestamp="2024-01-03T12:00:10Z"><properties><property name="p" value="1"/></properties>
        <testcase name="a" time="0.1004"/><testcase name="b"><failure message="m"/></testcase>
        <system-out>one</system-out></testsuite>
        """,
        file: "1.xml"
    )
    private let second = read(
        """
        <testsuite name="s" timestamp="2024-01-03T12:00:00Z"><testcase name="b"/><testcase name="c"/>
        <system-out>two</system-out></testsuite>
        """,
        file: "2.xml"
    )

    @Test func `join suites and see retries in other files`() throws {
        let merged = TestReport.merged([first, second])
        let suite = try #require(merged.suites.first)
        #expect(merged.suites.count == 1)
        #expect(suite.cases.map(\.name) == ["a", "b", "c"])
        #expect(suite.cases.map(\.isFlaky) == [false, true, false])
        #expect(suite.output == "one\ntwo")
        #expect(suite.properties.count == 1)
        #expect(suite.timestamp?.description == "2024-01-03T12:00:00Z")
        #expect(merged.files == ["1.xml", "2.xml"])
        #expect(merged.totals.tests == 3)
    }

    @Test func `count an aggregate and its parts once`() {
        let aggregate = read(
            """
            <testsuites><testsuite name="s"><testcase name="a" time="0.1"/><testcase name="b"><failure message="m"/>
            </testcase><testcase name="b"/><testcase name="c"/></testsuite></testsuites>
            """,
            file: "all.xml"
        )
        let parts = TestReport.merged([first, second])
        for order in [
            [aggregate, first, second], [first, second, aggregate], [first, aggregate],
        ] {
            let merged = TestReport.merged(order)
            #expect(merged.totals.tests == parts.totals.tests)
            #expect(merged.totals.flaky == 1)
            #expect(merged.totals.passed == 3)
        }
    }

    @Test func `do not change when merged again`() {
        let once = TestReport.merged([first, second])
        #expect(TestReport.merged([once]) == once)
        #expect(TestReport.merged([once, once]) == once)
        #expect(
            TestReport.merged([once, first]).cases.map(\.attempts) == once.cases.map(\.attempts)
        )
        #expect(TestReport.merged([first, first]).totals == TestReport.merged([first]).totals)
    }

    @Test func `keep repetitions inside one report`() {
        let twice = read("<testsuite><testcase name=\"a\"/><testcase name=\"a\"/></testsuite>")
        #expect(TestReport.merged([twice]).cases.map(\.attempts.count) == [1])
        #expect(TestReport.merged([twice, twice]).cases.map(\.attempts.count) == [1])
    }

    @Test func `keep the steps apart that a scope names`() {
        let merged = TestReport.merged([first.inScope("debug"), first.inScope("release")])
        #expect(merged.totals.tests == 4)
        #expect(merged.suites.map(\.path.names) == [["debug", "s"], ["release", "s"]])
        #expect(merged.cases.allSatisfy { $0.suite.names.count == 2 })
    }

    @Test func `have the worst integrity and all warnings`() {
        let broken = read("<testsuite name=\"s\"><testcase name=\"x\"/><testcase", file: "3.xml")
        let merged = TestReport.merged([first, broken, broken])
        #expect(merged.integrity == .incomplete)
        #expect(merged.warnings == broken.warnings)
        #expect(TestReport.merged([broken, read("", file: "4.xml")]).integrity == .unreadable)
        #expect(TestReport.merged([]) == TestReport())
    }

    @Test func `see one suite in names that differ by a timestamp`() {
        let names = ["tests.T-20240103122711", "tests.T-20240103122805"]
        let merged = TestReport.merged(
            names.map {
                read(
                    "<testsuite name=\"\($0)\"><testcase name=\"a\" time=\"0\($0.last ?? "0")\"/></testsuite>"
                )
            }
        )
        #expect(merged.suites.count == 1)
        #expect(merged.totals.tests == 1)
    }
}
