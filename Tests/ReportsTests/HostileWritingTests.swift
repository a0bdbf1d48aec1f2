import Crypto
import FoundationEssentials
import Reports
import Testing

/// Names and messages that were made to do harm where a report is shown.
@Suite struct `A hostile name, however it is written,` {
    static let names = [
        "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>",
        "\"><svg/onload=alert(1)>",
        "' onmouseover='alert(1)", "<!--", "]]>", "</pre></details></body>", "javascript:alert(1)",
        "[click](javascript:alert(1))", "![x](https://e.org/x.png)", "@everyone #1 owner/repo#2",
        "| a | b |",
        "```\n# heading\n```", "`` ` ``", "<details open><summary>", "a\n::error file=x::pwned",
        "::set-output name=x::y",
        "##[error]x", "a%0A::warning::b", "\u{1B}]0;title\u{7}", "\u{1B}[2J\u{1B}[31mred",
        "\u{202E}evil\u{202C}",
        "a\u{0}b", "not ok 7 - x", "1..99", "Bail out!", "# SKIP all", "../../../etc/passwd",
        "/etc/passwd",
        "..", ".", "", "CON", String(repeating: "x", count: 5_000), "\u{FEFF}x\u{200B}y",
    ]

    private func report() -> TestReport {
        var report = TestReport(name: "<b>")
        for (index, name) in Self.names.enumerated() {
            var suite = TestSuite(path: SuitePath([name, "\(index)"]))
            for outcome in TestOutcome.allCases {
                var testCase = TestCase(
                    suite: suite.path,
                    classname: name,
                    name: name,
                    outcome: outcome
                )
                let kind: TestProblem.Kind =
                    outcome == .skipped ? .skipped : outcome == .error ? .error : .failure
                if outcome != .passed {
                    testCase.problems = [TestProblem(kind, type: name, message: name, text: name)]
                }
                testCase.output = name
                testCase.file = name
                testCase.line = 1
                testCase.properties = [TestProperty(name, name)]
                testCase.attachments = [
                    TestAttachment(written: name), .refused(name), .link("https://e.org/" + name),
                ]
                testCase.attempts = [TestAttempt(.failed, problems: testCase.problems)]
                suite.cases.append(testCase)
            }
            report.suites.append(suite)
        }
        return report
    }

    private var context: ReportContext {
        var context = ReportContext()
        context.title = Self.names[0]
        context.facts = Self.names.map { TestProperty("commit", $0) }
        context.comparison = Self.names[1]
        context.commands = Dictionary(uniqueKeysWithValues: Self.names.map { ($0, $0) })
        return context
    }

    @Test func `is text in HTML`() {
        let page = String(decoding: HTMLWriter(context).write(report()), as: UTF8.self)
        #expect(page.ranges(of: "<script").count == 1 && page.ranges(of: "</script>").count == 1)
        for markup in ["<img", "<svg/", "<!--", "<b>\"", "\u{1B}", "\u{202E}", "\u{0}", "\u{7}"] {
            #expect(!page.contains(markup), "\(markup.debugDescription)")
        }
        // Nothing is a link but to places of the page.
        let links = page.ranges(of: "href=\"").map { page[$0.upperBound...].first }
        #expect(links.allSatisfy { $0 == "#" })
        #expect(!page.contains("src=\""))
        let tags = page.ranges(of: "<details").count
        #expect(tags == page.ranges(of: "</details>").count)
    }

    @Test func `cannot bring to life what the page's policy does not allow`() {
        let page = String(decoding: HTMLWriter(context).write(report()), as: UTF8.self)
        for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
            let start = page.firstRange(of: "<\(tag)>")?.upperBound ?? page.endIndex
            let end = page.firstRange(of: "</\(tag)>")?.lowerBound ?? start
            let digest = Data(SHA256.hash(data: Data(page[start..<end].utf8)))
                .base64EncodedString()
            #expect(
                page.contains("\(directive) &#39;sha256-\(digest)&#39;"),
                "the digest of the \(tag) is \(digest)"
            )
        }
        #expect(page.contains("default-src &#39;none&#39;"))
        #expect(!page.contains(" style=\"") && !page.contains(" onclick"))
    }

    @Test func `is code in Markdown`() {
        let text = String(decoding: MarkdownWriter(context).write(report()), as: UTF8.self)
        #expect(text.utf8.count <= 65_535)
        var isInBlock = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") { isInBlock.toggle() }
            guard !isInBlock, !line.hasPrefix("```") else { continue }
            let plain = Self.withoutCode(
                String(line).replacing(/<code>[^<]*<\/code>/, with: "")
            )
            for sign in ["@everyone", "](javascript", "<img", "<script", "\u{1B}"] {
                #expect(!plain.contains(sign), "\(line.prefix(300))")
            }
        }
    }

    /// A line without its code spans and the code inside of HTML.
    private static func withoutCode(_ line: String) -> String {
        var rest = line[...]
        var plain = ""
        while let tick = rest.firstIndex(of: "`") {
            plain += rest[..<tick]
            let fence = rest[tick...].prefix { $0 == "`" }
            let behind = rest[fence.endIndex...]
            let closing = behind.ranges(of: String(fence)).first {
                behind[$0.upperBound...].first != "`"
                    && ($0.lowerBound == behind.startIndex
                        || behind[behind.index(before: $0.lowerBound)] != "`")
            }
            guard let closing else { return plain + String(behind) }
            rest = behind[closing.upperBound...]
        }
        return plain + rest
    }

    @Test func `stays inside its workflow command`() {
        let bytes = GitHubWriter(context).write(report())
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count <= 21)
        for line in lines {
            #expect(["::error ", "::warning ", "::notice "].contains(where: line.hasPrefix))
            #expect(!line.contains("\u{1B}") && !line.contains("\r"))
        }
        let errors = lines.count { $0.hasPrefix("::error ") }
        #expect(errors == 10)
        #expect(lines.last?.contains("more are not shown here") == true)
    }

    @Test func `is one point of TAP`() {
        let report = report()
        let again = ReportReader().read(TAPWriter().write(report), file: "x").tests
        #expect(again.totals.tests == report.totals.tests)
        #expect(again.totals.skipped == report.totals.skipped)
    }

    @Test func `leads no file of Surefire out of its folder`() {
        let files = JUnitWriter(.surefire).surefireFiles(report())
        #expect(Set(files.map { $0.name.lowercased() }).count == files.count)
        for file in files {
            #expect(file.name.utf8.count < 200 && !file.name.hasPrefix("."))
            let isPlain = file.name.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
            }
            #expect(isPlain, "\(file.name)")
        }
    }

    @Test func `is text in a badge, in CTRF and in every JUnit`() {
        let report = report()
        let badge = String(decoding: BadgeWriter(context).write(report), as: UTF8.self)
        #expect(!badge.contains("<img") && !badge.contains("<script"))
        let json = CTRFWriter(context).write(report)
        #expect((try? JSONDecoder().decode(Envelope.self, from: Data(json))) != nil)
        for profile in JUnitProfile.allCases {
            let again = JUnitParser().parse(JUnitWriter(profile).write(report), file: "x")
            #expect(again.totals.tests == report.totals.tests, "\(profile)")
            // Nothing leads to a file outside: what was refused is not written at all.
            let attached = again.cases.flatMap(\.attachments)
            #expect(!attached.contains { if case .refused = $0 { true } else { false } })
        }
    }

    private struct Envelope: Decodable {
        var reportFormat: String
    }
}
