extension JUnitWriter {
    /// The report as Maven Surefire would leave it in a folder: `TEST-NAME.xml` for each suite, and
    /// `NAME-output.txt` for what was written outside of its cases, which its schema has no place
    /// for and Jenkins reads from there.
    ///
    /// - Parameter report: The report.
    /// - Returns: The files by name; names hold letters, digits, `.`, `_` and `-` alone.
    package func surefireFiles(_ report: TestReport) -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        var taken: Set<String> = []
        for suite in report.suites where !suite.cases.isEmpty || !suite.output.isEmpty {
            let name = Self.name(of: suite, in: report)
            let file = Self.fileName(name, &taken)
            files.append(("TEST-\(file).xml", surefire(suite, named: name)))
            let output = [suite.output, suite.errorOutput].filter { !$0.isEmpty }
            guard !output.isEmpty else { continue }
            files.append(("\(file)-output.txt", Array(output.joined(separator: "\n").utf8)))
        }
        return files
    }

    private static func fileName(_ name: String, _ taken: inout Set<String>) -> String {
        let plain = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { scalar in
                    let isPlain = scalar.isASCII && UInt8(scalar.value).isXMLName
                    return isPlain && scalar != ":" ? scalar : "_"
                }
            )
        )
        let stem = String(plain.prefix(150).drop { $0 == "." })
        var candidate = stem.isEmpty ? "suite" : stem
        var number = 1
        // Names that differ in case alone are one file on some file systems.
        while !taken.insert(candidate.lowercased()).inserted {
            number += 1
            candidate = "\(stem)-\(number)"
        }
        return candidate
    }

    private func surefire(_ suite: TestSuite, named name: String) -> [UInt8] {
        var output = XMLOutput()
        let totals = suite.totals
        output.begin(
            "testsuite",
            [
                ("name", name), ("time", Self.seconds(totals.duration)),
                ("timestamp", suite.timestamp?.description), ("tests", "\(totals.tests)"),
                ("errors", "\(totals.errors)"), ("skipped", "\(totals.skipped)"),
                ("failures", "\(totals.failed)"), ("flakes", "\(totals.flaky)"),
            ]
        )
        write(suite.properties, to: &output)
        for testCase in suite.cases {
            writeSurefire(testCase, in: name, to: &output)
        }
        output.end()
        return output.bytes
    }

    /// Writes a case with its children in the schema's order.
    private func writeSurefire(
        _ testCase: TestCase,
        in suite: String,
        to output: inout XMLOutput
    ) {
        output.begin(
            "testcase",
            [
                ("name", testCase.name),
                ("classname", testCase.classname.isEmpty ? suite : testCase.classname),
                ("time", Self.seconds(testCase.duration ?? .zero)),
            ]
        )
        let attempts = Self.failingAttempts(of: testCase)
        let problems = Self.verdict(of: testCase)
        if testCase.outcome == .failed {
            for problem in problems { leaf(problem, as: "failure", to: &output) }
        }
        for kind: TestProblem.Kind in [.rerunFailure, .flakyFailure] {
            for (attempt, its) in attempts where its == kind {
                write(attempt, as: kind, to: &output)
            }
        }
        if testCase.outcome == .skipped || testCase.outcome == .error,
            let problem = Self.joined(problems, testCase.outcome)
        {
            leaf(problem, as: problem.kind.rawValue, to: &output)
        }
        for kind: TestProblem.Kind in [.rerunError, .flakyError] {
            for (attempt, its) in attempts where its == kind {
                write(attempt, as: kind, to: &output)
            }
        }
        writeOutput(of: testCase, to: &output)
        output.end()
    }

    private func leaf(_ problem: TestProblem, as name: String, to output: inout XMLOutput) {
        let told = Self.shortened(problem)
        let hasType = name != "skipped" && !told.type.isEmpty
        output.leaf(
            name,
            [
                ("message", told.message.isEmpty ? nil : told.message),
                ("type", hasType ? told.type : nil),
            ],
            text: failedText.clipped(told.text)
        )
    }
}
