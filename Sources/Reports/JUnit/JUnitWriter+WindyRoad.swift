extension JUnitWriter {
    /// The report by the schema of Windy Road.
    ///
    /// A case has one problem at the most and no output there, so the output of cases and their
    /// further problems and attempts stand in the output of the suite, under the name of the case.
    func windyRoad(_ report: TestReport) -> [UInt8] {
        var output = XMLOutput()
        output.begin("testsuites")
        var number = 0
        for (index, suite) in report.suites.enumerated() {
            let next = index + 1 < report.suites.count ? report.suites[index + 1] : nil
            if suite.isMereShell(of: next) { continue }
            write(suite, of: report, numbered: number, to: &output)
            number += 1
        }
        output.end()
        return output.bytes
    }

    private func write(
        _ suite: TestSuite,
        of report: TestReport,
        numbered number: Int,
        to output: inout XMLOutput
    ) {
        let totals = suite.totals
        let name = Self.token(Self.name(of: suite, in: report))
        var timestamp = suite.timestamp ?? ReportTimestamp(seconds: 0)
        timestamp.hasZone = false
        output.begin(
            "testsuite",
            [
                ("name", name), ("package", name), ("id", "\(number)"),
                ("timestamp", timestamp.description),
                ("hostname", Self.token(suite.hostname ?? "localhost")),
                ("tests", "\(totals.tests)"), ("failures", "\(totals.failed)"),
                ("errors", "\(totals.errors)"), ("skipped", "\(totals.skipped)"),
                ("time", Self.seconds(totals.duration)),
            ]
        )
        output.begin("properties")
        for property in suite.properties {
            output.leaf(
                "property",
                [("name", Self.token(property.name)), ("value", property.value)]
            )
        }
        output.end()
        var texts = (out: suite.output, error: suite.errorOutput)
        for testCase in suite.cases {
            writeWindyRoad(testCase, in: name, &texts, to: &output)
        }
        output.leaf("system-out", text: failedText.clipped(texts.out))
        output.leaf("system-err", text: failedText.clipped(texts.error))
        output.end()
    }

    private func writeWindyRoad(
        _ testCase: TestCase,
        in suite: String,
        _ texts: inout (out: String, error: String),
        to output: inout XMLOutput
    ) {
        let classname = testCase.classname.isEmpty ? suite : testCase.classname
        output.begin(
            "testcase",
            [
                ("name", Self.token(testCase.name)), ("classname", Self.token(classname)),
                ("time", Self.seconds(testCase.duration ?? .zero)),
            ]
        )
        let problems = Self.verdict(of: testCase)
        if let problem = Self.joined(problems, testCase.outcome) {
            let isSkip = problem.kind == .skipped
            output.leaf(
                problem.kind.rawValue,
                [
                    ("message", problem.message),
                    ("type", isSkip ? nil : problem.type.isEmpty ? "failure" : problem.type),
                ],
                text: failedText.clipped(problem.text)
            )
        }
        output.end()
        let told = Self.told(testCase)
        if !told.isEmpty { texts.out += "\(texts.out.isEmpty ? "" : "\n")\(told)" }
        let error = testCase.details.errorOutput
        if !error.isEmpty {
            texts.error += "\(texts.error.isEmpty ? "" : "\n")\(testCase.name):\n\(error)"
        }
    }

    /// The one problem that tells the outcome, with the texts of all of them.
    static func joined(_ problems: [TestProblem], _ outcome: TestOutcome) -> TestProblem? {
        let wanted: TestProblem.Kind = outcome == .error ? .error : .failure
        guard var first = problems.first(where: { $0.kind == wanted }) ?? problems.first else {
            return nil
        }
        let others = problems.filter { $0 != first }
        first = shortened(first)
        for other in others.map(shortened) {
            first.text += "\n\(other.message)\n\(other.text)"
        }
        return first
    }

    /// What a case wrote and how its attempts ended, under its name.
    private static func told(_ testCase: TestCase) -> String {
        let output = testCase.details.output
        var lines = output.isEmpty ? [] : [output]
        for (attempt, kind) in failingAttempts(of: testCase) {
            let problem = attempt.problems.first
            lines.append("\(kind.rawValue): \(problem?.message ?? "")\n\(problem?.text ?? "")")
        }
        lines += marks(of: testCase.details).filter { !output.contains($0) }
        return lines.isEmpty ? "" : ([testCase.name + ":"] + lines).joined(separator: "\n")
    }

    /// A text as the schema's `token` wants it: blanks in a row are one, none at the ends, and not
    /// empty.
    private static func token(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        return words.isEmpty ? "-" : words
    }
}
