import Reports
import Testing

@Suite struct `A summary` {
    private func report(failing: Int, passing: Int = 3, message: String = "boom") -> TestReport {
        var suite = TestSuite(path: SuitePath(["s"]))
        for number in 0..<failing {
            var details = TestCaseDetails()
            details.problems = [
                TestProblem(
                    .failure,
                    type: "E",
                    message: "\(message) in \(number % 7)",
                    text: (0..<30).map { "frame \($0)" }.joined(separator: "\n")
                )
            ]
            suite.cases.append(
                TestCase(suite: suite.path, name: "f\(number)", outcome: .failed, details: details)
            )
        }
        for number in 0..<passing {
            suite.cases.append(TestCase(suite: suite.path, name: "p\(number)", outcome: .passed))
        }
        return TestReport(suites: [suite])
    }

    @Test func `in Markdown stays below its budget and says what it cut`() {
        for budget in [1_000, 5_000, 20_000] {
            let bytes = MarkdownWriter(bytesMax: budget).write(report(failing: 2_000))
            #expect(bytes.count <= budget)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("2000 failed") && text.contains("Left out to stay below"))
            #expect(text.contains("of 2000 failures"))
        }
        let small = MarkdownWriter().write(report(failing: 1))
        #expect(!String(decoding: small, as: UTF8.self).contains("Left out"))
    }

    @Test func `in HTML stays small and says what it cut`() {
        var writer = HTMLWriter()
        writer.bytesMax = 300_000
        let bytes = writer.write(report(failing: 2_000, passing: 20_000))
        #expect(bytes.count < 400_000)
        #expect(String(decoding: bytes, as: UTF8.self).contains("Left out to keep this page small"))
    }

    @Test func `does not count what is in quarantine`() {
        let failed = report(failing: 1)
        var context = ReportContext()
        let testCase = failed.suites[0].cases[0]
        context.marks = [TestIdentity(of: testCase).id: [TestMark(.quarantined, note: "ada")]]
        let summary = ReportSummary(failed, context)
        #expect(summary.hasPassed && summary.failures == 0 && summary.quarantined.count == 1)
        let page = String(decoding: HTMLWriter(context).write(failed), as: UTF8.self)
        #expect(page.contains("In quarantine") && page.contains("passed: Test report"))
        let badge = String(decoding: BadgeWriter(context).write(failed), as: UTF8.self)
        #expect(badge.contains("1 failed, 3 passed"))
    }

    @Test func `of a report that ends too early has not passed`() {
        var cut = report(failing: 0)
        #expect(ReportSummary(cut).hasPassed)
        cut.integrity = .incomplete
        #expect(!ReportSummary(cut).hasPassed)
    }

    @Test func `is written with the end that it lacks as a failure`() throws {
        let cut = ReportReader().read(Array("ok 1 a\nok 2 b\n".utf8), file: "x.tap").tests
        #expect(TestReport.earlyEnds(of: [report(failing: 0)]) == nil)
        var written = cut
        written.suites.append(try #require(TestReport.earlyEnds(of: [cut])))
        let xml = JUnitWriter().write(written)
        let read = ReportReader().read(xml, file: "x.xml").tests
        #expect(read.totals.tests == 3 && read.totals.errors == 1)
        #expect(read.failures[0].name == "the end of x.tap")
    }

    @Test(arguments: [
        ("1..2\nok 1 a\n", true), ("<testsuite><testcase name=\"a\"/>", false),
        ("1..1\nok 1 a\n", false),
    ]) func `says whether whoever wrote it died`(text: String, died: Bool) {
        #expect(ReportReader().read(Array(text.utf8), file: "x").hasNoEnd == died)
    }

    @Test func `leads with the one cause of most failures`() {
        let summary = ReportSummary(report(failing: 6, message: "boom 1234"))
        #expect(summary.groups.count == 6)
        var same = report(failing: 6)
        for place in same.suites[0].cases.indices.prefix(6) {
            same.suites[0].cases[place].problems[0].message = "no database \(1_000 + place)"
        }
        #expect(ReportSummary(same).leadingCause == "1 cause explains all 6 failures")
    }
}

@Suite struct `The shards of a test run` {
    private func shard(_ value: String?, file: String = "x") -> TestReport {
        var suite = TestSuite(path: SuitePath(["s"]))
        if let value { suite.properties = [TestProperty("shard", value)] }
        return TestReport(files: [file], suites: [suite])
    }

    @Test func `are known by a property or by the names of files`() {
        #expect(ShardCheck([shard("1/2"), shard("2/2")]).problem == nil)
        #expect(
            ShardCheck([shard("1/4"), shard("3/4"), shard("3/4")]).problem
                == "expected 4 shards, got 2: shards 2, 4 missing"
        )
        #expect(
            ShardCheck([shard(nil, file: "a/junit-2-of-3.xml")]).problem
                == "expected 3 shards, got 1: shards 1, 3 missing"
        )
        #expect(ShardCheck([shard(nil)]).problem == nil)
        #expect(ShardCheck([shard(nil)], expected: 3).problem == "expected 3 shards, got 1")
        #expect(ShardCheck([shard("9/4"), shard("a/b")]).problem == nil)
    }

    @Test func `become one report that tells of the missing one`() {
        let check = ShardCheck([shard("1/2")])
        let suite = check.suite(check.problem ?? "")
        #expect(suite.totals.errors == 1)
        #expect(suite.cases[0].headline == "expected 2 shards, got 1: shard 2 missing")
    }
}
