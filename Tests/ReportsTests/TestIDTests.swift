import Reports
import Testing

/// One test has one id, whoever shows it.
@Suite struct `The id of a test` {
    /// A test as a run's report has it: job, cell and step stand around its suites.
    private func testCase(_ place: String) -> TestCase {
        TestCase(suite: SuitePath([place, "s"]), classname: "C", name: "t", outcome: .failed)
    }

    private var context: ReportContext {
        var context = ReportContext()
        context.scopes = ["a (linux)/1": "a", "a (bsd)/1": "a", "b (1/2)/unit": "b/unit"]
        return context
    }

    @Test func `is that under which history knows it, in every cell and shard`() {
        let known = TestCase(suite: SuitePath(["s"]), classname: "C", name: "t", outcome: .passed)
        let id = TestIdentity(of: known, in: "a").id
        #expect(context.id(of: testCase("a (linux)/1")) == id)
        #expect(context.id(of: testCase("a (bsd)/1")) == id)
        let other = TestIdentity(of: known, in: "b/unit").id
        #expect(context.id(of: testCase("b (1/2)/unit")) == other && other != id)
    }

    @Test func `stands in the page of a run, with the command that tells more`() {
        var report = TestReport()
        report.suites = ["a (linux)/1", "a (bsd)/1"].map { place in
            var suite = TestSuite(path: SuitePath([place, "s"]))
            suite.cases = [testCase(place)]
            return suite
        }
        let page = String(decoding: HTMLWriter(context).write(report), as: UTF8.self)
        let id = context.id(of: testCase("a (linux)/1"))
        #expect(page.contains("cuvette tests --test \(id)</code>"))
        // The cells have one id; what is linked to in the page is one of them.
        let digits = id.dropFirst(2)
        let anchors = page.split(separator: "<details class=\"case\" id=\"t-\(digits)-").dropFirst()
            .map { $0.prefix { $0 != "\"" } }
        #expect(anchors.count == 2 && Set(anchors).count == 2)
        for anchor in anchors { #expect(page.contains("href=\"#t-\(digits)-\(anchor)\"")) }
    }

    @Test func `of a file stands in no command, since history does not know it`() {
        var suite = TestSuite(path: SuitePath(["s"]))
        suite.cases = [testCase("s")]
        let page = HTMLWriter(ReportContext()).write(TestReport(suites: [suite]))
        #expect(!String(decoding: page, as: UTF8.self).contains("cuvette tests --test"))
    }
}
