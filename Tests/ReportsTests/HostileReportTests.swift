import Reports
import Testing

/// Reports that were made to do harm; each must be read, quickly, and without taking what it
/// offers.
@Suite(.timeLimit(.minutes(2))) struct `A hostile report` {
    private func read(_ text: String) -> TestReport {
        JUnitParser().parse(Array(text.utf8), file: "hostile.xml")
    }

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test func `expands no entity`() {
        var document = "<!DOCTYPE t [<!ENTITY a0 \"lol\">"
        for level in 1...30 {
            document += "<!ENTITY a\(level) \"" + repeated("&a\(level - 1);", 10) + "\">"
        }
        document += "]><testsuite name=\"&a30;\"><testcase name=\"&a30;\"/></testsuite>"
        let report = read(document)
        #expect(report.suites.first?.name == "&a30;")
        #expect(report.totals.passed == 1)
        #expect(report.warnings.map(\.kind) == [.doctype])
    }

    @Test func `opens no file and no address`() {
        let report = read(
            """
            <!DOCTYPE t SYSTEM "http://localhost:1/x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;
            <!ENTITY x SYSTEM "file:///etc/passwd">]>
            <testsuite name="s"><testcase name="c"><failure>&x;%p;</failure></testcase></testsuite>
            """
        )
        #expect(report.cases.first { _ in true }?.problems.first?.text == "&x;%p;")
    }

    @Test func `nests as deep as it likes`() throws {
        let report = read(
            repeated("<testsuite name=\"s\">", 100_000) + "<testcase name=\"deep\"/>"
                + repeated("</testsuite>", 100_000)
        )
        let deepest = try #require(report.cases.first { _ in true })
        #expect(report.totals.tests == 1)
        #expect(deepest.suite.names.count == 1_000)
        #expect(report.integrity == .whole)
        #expect(report.warnings.contains { $0.kind == .limit })
    }

    @Test(arguments: ["testcase", "failure", "properties", "wrapper", "testsuites"])
    func `opens one element over and over`(_ element: String) {
        let report = read("<testsuite>" + repeated("<\(element)>", 100_000) + "</testsuite>")
        #expect(report.totals.tests <= 1_001)
    }

    @Test func `has an attribute of 50 megabytes`() throws {
        let name = [UInt8](repeating: 0x61, count: 50 << 20)
        let report = JUnitParser().parse(
            Array("<testsuite><testcase name=\"".utf8) + name + Array("\"/></testsuite>".utf8),
            file: "x"
        )
        let kept = try #require(report.cases.first { _ in true }?.name)
        #expect(kept.utf8.count < 101_000)
        #expect(kept.contains("52328800 bytes left out"))
        #expect(report.warnings.map(\.kind) == [.limit])
    }

    @Test func `has bytes of zero everywhere`() {
        let text =
            "<testsuite name=\"s\"><testcase name=\"c\"><failure>x</failure></testcase></testsuite>"
        for place in text.utf8.indices {
            var bytes = Array(text.utf8)
            bytes.insert(0, at: text.utf8.distance(from: text.utf8.startIndex, to: place))
            _ = JUnitParser().parse(bytes, file: "x")
        }
        let zeros = JUnitParser().parse([UInt8](repeating: 0, count: 1 << 20), file: "x")
        #expect(zeros.integrity == .unreadable)
        let inside = read(
            "<testsuite><testcase name=\"a\0b\"><failure>\0\0</failure></testcase></testsuite>"
        )
        #expect(inside.cases.map(\.name) == ["ab"])
    }

    /// Each of these makes a reader search to the end of the file for something that is not there.
    @Test(
        arguments: [
            "<!--", "<![CDATA[", "<!DOCTYPE a [", "<?xml ", "<?", "</error>", "<testcase name=\"",
            "<testcase a=\" b x=\"", "<testcase a='", "&#", "<", "\"", "<a:b:c:", "<testsuite ",
            "\u{1B}]", "[[ATTACHMENT|", "<!DOCTYPE a '", "<?xml version=\"1.0\"?>",
        ]
    )
    func `begins what it never ends`(_ beginning: String) {
        let document = "<testsuite><testcase name=\"c\"><system-out>"
        for tail in ["", "</system-out></testcase></testsuite>"] {
            let report = read(document + repeated(beginning, 20_000) + tail)
            #expect(report.warnings.count < 200)
        }
        _ = read(repeated(beginning, 20_000))
    }

    @Test(arguments: ["<!---->", "<?x?>", "<![CDATA[]]>", "<property/>", "<x/>", "</x>"])
    func `says nothing over and over`(_ nothing: String) {
        let report = read(repeated(nothing, 200_000) + "<testcase/>" + repeated(nothing, 10))
        #expect(report.totals.tests == 1)
    }

    @Test func `has more cases, suites and items than are kept`() {
        var limits = ReportLimits()
        limits.casesMax = 10
        limits.suitesMax = 3
        limits.itemsMax = 2
        let document =
            repeated("<testsuite name=\"s\"><testcase name=\"c\"/></testsuite>", 8)
            + "<testcase name=\"d\">" + repeated("<failure/><rerunFailure/>", 5)
            + repeated("<property name=\"a\" value=\"b\"/>", 5) + "</testcase>"
            + repeated("<testcase/>", 5)
        let report = JUnitParser(limits: limits).parse(
            Array(("<testsuites>" + document + "</testsuites>").utf8),
            file: "x"
        )
        #expect(report.totals.tests == 10)
        #expect(report.integrity == .incomplete)
        #expect(report.suites.count { !$0.path.isEmpty } == 3)
        let crowded = report.cases.first { $0.name == "d" }
        #expect(crowded?.problems.count == 2)
        #expect(crowded?.attempts.count == 2)
        #expect(crowded?.properties.count == 2)
    }

    @Test func `fills its budget with output`() {
        var limits = ReportLimits()
        limits.text = .each(100)
        limits.passedOutput = .each(10)
        limits.textBytesMax = 150
        limits.overBudget = .each(4)
        let long = repeated("é", 300)
        let report = JUnitParser(limits: limits).parse(
            Array(
                """
                <testsuite><testcase name="1"><system-out>\(long)</system-out></testcase>
                <testcase name="2"><failure>\(long)</failure></testcase>
                <testcase name="3"><failure>\(long)</failure></testcase></testsuite>
                """.utf8
            ),
            file: "x"
        )
        let cases = Array(report.cases)
        #expect(cases[0].output == "ééééé\n[… 580 bytes left out …]\nééééé")
        #expect(cases[1].problems[0].text.utf8.count == 230)
        #expect(cases[2].problems[0].text == "éé\n[… 592 bytes left out …]\néé")
    }
}
