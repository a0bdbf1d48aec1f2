import Reports
import Testing

@Suite struct `The steps of a run` {
    private let suite = TestSuite(
        steps: [
            StepCase(job: "build", name: "compile", outcome: .passed, duration: .seconds(3)),
            StepCase(
                job: "test",
                name: "swift test",
                outcome: .failed,
                duration: .milliseconds(1_500),
                reason: "exit code 1",
                logTail: "error: no such module\n",
                properties: [
                    TestProperty("exit code", "1"), TestProperty("peak memory", "9.2 MiB"),
                ]
            ),
            StepCase(job: "test", name: "swift test", outcome: .skipped, reason: "needs \"build\""),
            StepCase(job: "deploy", name: "push", outcome: .error, reason: "timed out after 10m"),
        ],
        properties: [TestProperty("commit", "3fa9c1")]
    )

    @Test func `are a suite like any other`() {
        #expect(suite.name == "cuvette.steps")
        #expect(suite.cases.map(\.name) == ["compile", "swift test", "swift test (2)", "push"])
        #expect(suite.cases.map(\.classname) == ["build", "test", "test", "deploy"])
        #expect(suite.totals.tests == 4)
        #expect(suite.totals.duration == .milliseconds(4_500))
        #expect(suite.cases.map(\.problems.count) == [0, 1, 1, 1])
    }

    @Test func `can be written and read`() throws {
        let report = TestReport(name: "run 42", suites: [suite])
        let bytes = JUnitWriter().write(report)
        let again = JUnitParser().parse(bytes, file: "x")
        #expect(again.totals == report.totals)
        let failed = try #require(again.cases.first { $0.outcome == .failed })
        #expect(failed.problems.first?.message == "exit code 1")
        #expect(failed.problems.first?.text == "error: no such module\n")
        #expect(failed.properties == suite.cases[1].properties)
        #expect(again.suites[0].properties == suite.properties)
    }
}
