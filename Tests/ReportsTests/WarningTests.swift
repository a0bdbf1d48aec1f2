import Reports
import Testing

@Suite struct `A warning` {
    private func warnings(of text: String) -> [ReportWarning] {
        JUnitParser().parse(Array(text.utf8), file: "out/report.xml").warnings
    }

    @Test func `tells the place and what stands there`() throws {
        let text = "<testsuite>\n<testcase name=\"größer\" time=\"soon\"/>\u{1B}\n</testsuite>"
        let warning = try #require(warnings(of: text).first)
        #expect(warning.kind == .time)
        #expect(warning.file == "out/report.xml")
        #expect((warning.line, warning.column) == (2, 31))
        #expect(warning.excerpt == "estcase name=\"größer\" time=\"soon\"/>\\u{1B} </testsuite>")
    }

    @Test func `is kept a few times and then counted`() {
        let cases = String(repeating: "<testcase time=\"never\"/>", count: 1_000)
        let all = warnings(of: "<testsuite>\(cases)</testsuite>")
        #expect(all.count == 21)
        #expect(all.last?.message == "980 more warnings of this kind")
    }

    @Test func `has a place in a file of one long line`() throws {
        let name = String(repeating: "é", count: 100_000)
        let text =
            "<testsuite name=\"\(name)\" tests=\"2\"><testcase name=\"a\" time=\"x\"/></testsuite>"
        let all = warnings(of: text)
        #expect(all.map(\.kind) == [.declaredCount, .limit, .time])
        #expect(all.last?.column == 100_055)
    }
}
