/// Writes the Common Test Report Format, schema 1.0.
///
/// What that format has no word for stands where it allows it: an error is `failed` with the raw
/// status `error`, the class of a case, its further problems and its properties are in `extra`.
///
/// Source: ctrf.io.
package struct CTRFWriter: Sendable {
    /// What is known beside the report.
    package var context: ReportContext

    /// A writer.
    package init(_ context: ReportContext = ReportContext()) {
        self.context = context
    }

    /// The report as a document, in UTF-8.
    package func write(_ report: TestReport) -> [UInt8] {
        var output = JSONOutput()
        output.object { output in
            output.string("reportFormat", "CTRF")
            output.string("specVersion", "1.0.0")
            if let began = context.began { output.string("timestamp", began.description) }
            output.string("generatedBy", "cuvette")
            output.object("results") { output in
                writeTool(report, to: &output)
                writeSummary(report, to: &output)
                output.array("tests") { output in
                    for testCase in report.cases { write(testCase, to: &output) }
                }
                writeEnvironment(to: &output)
            }
        }
        return output.finished()
    }

    private func writeTool(_ report: TestReport, to output: inout JSONOutput) {
        output.object("tool") { output in
            output.string("name", report.name.isEmpty ? "cuvette" : report.name)
            if !context.version.isEmpty { output.string("version", context.version) }
        }
    }

    private func writeSummary(_ report: TestReport, to output: inout JSONOutput) {
        let totals = report.totals
        let start = (context.began?.seconds ?? 0) * 1_000
        let duration = (context.elapsed ?? totals.duration).milliseconds
        output.object("summary") { output in
            output.number("tests", totals.tests)
            output.number("passed", totals.passed)
            output.number("failed", totals.failed + totals.errors)
            output.number("skipped", totals.skipped)
            output.number("pending", 0)
            output.number("other", 0)
            output.number("flaky", totals.flaky)
            output.number("suites", report.suites.count)
            output.number("start", Int(start))
            output.number("stop", Int(start + duration))
            output.number("duration", Int(duration))
        }
    }

    private func writeEnvironment(to output: inout JSONOutput) {
        guard !context.facts.isEmpty else { return }
        output.object("environment") { output in
            for fact in context.facts {
                switch fact.name {
                case "commit": output.string("commit", fact.value)
                case "branch": output.string("branchName", fact.value)
                default: break
                }
            }
            output.object("extra") { output in
                for fact in context.facts { output.string(fact.name, fact.value) }
            }
        }
    }

    private func write(_ testCase: TestCase, to output: inout JSONOutput) {
        let details = testCase.details
        let problem = testCase.gravestProblem ?? details.problems.first
        output.object { output in
            output.string("name", Self.name(of: testCase))
            output.string("status", Self.status(testCase.outcome))
            output.number("duration", Int((testCase.duration ?? .zero).milliseconds))
            let names = testCase.suite.names
            if !names.isEmpty {
                output.array("suite") { output in
                    for name in names { output.string(nil, name) }
                }
            }
            if let problem { Self.write(problem, to: &output) }
            if let line = details.line { output.number("line", line) }
            if testCase.outcome == .error { output.string("rawStatus", "error") }
            if let file = details.file { output.string("filePath", file) }
            if testCase.isFlaky { output.bool("flaky", true) }
            if !details.attempts.isEmpty { Self.write(details.attempts, to: &output) }
            Self.write("stdout", details.output, to: &output)
            Self.write("stderr", details.errorOutput, to: &output)
            Self.write(details.attachments, to: &output)
            Self.writeExtra(of: testCase, to: &output)
        }
    }

    /// The name, which the format does not let be empty: then `extra` tells so.
    private static func name(of testCase: TestCase) -> String {
        let names = [testCase.name, testCase.classname, testCase.suite.name]
        return names.first { !$0.isEmpty } ?? "-"
    }

    private static func status(_ outcome: TestOutcome) -> String {
        switch outcome {
        case .passed: "passed"
        case .failed, .error: "failed"
        case .skipped: "skipped"
        }
    }

    private static func write(_ problem: TestProblem, to output: inout JSONOutput) {
        if !problem.message.isEmpty { output.string("message", problem.message) }
        if !problem.text.isEmpty { output.string("trace", problem.text) }
    }

    private static func write(_ name: String, _ text: String, to output: inout JSONOutput) {
        guard !text.isEmpty else { return }
        output.array(name) { output in
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                output.string(nil, String(line))
            }
        }
    }

    private static func write(_ attempts: [TestAttempt], to output: inout JSONOutput) {
        output.number("retries", attempts.count)
        output.array("retryAttempts") { output in
            for (index, attempt) in attempts.enumerated() {
                output.object { output in
                    output.number("attempt", index + 1)
                    output.string("status", status(attempt.outcome))
                    if let duration = attempt.duration {
                        output.number("duration", Int(duration.milliseconds))
                    }
                    if let problem = attempt.problems.first { write(problem, to: &output) }
                    write("stdout", attempt.output, to: &output)
                    write("stderr", attempt.errorOutput, to: &output)
                    output.object("extra") { output in
                        if attempt.outcome == .error { output.string("outcome", "error") }
                        write(attempt.problems, to: &output)
                    }
                }
            }
        }
    }

    private static func write(_ attachments: [TestAttachment], to output: inout JSONOutput) {
        let paths = attachments.compactMap { attachment -> String? in
            switch attachment {
            case .file(let path), .link(let path): path
            case .refused: nil
            }
        }
        guard !paths.isEmpty else { return }
        output.array("attachments") { output in
            for path in paths {
                output.object { output in
                    output.string("name", path.split(separator: "/").last.map(String.init) ?? path)
                    output.string("contentType", "application/octet-stream")
                    output.string("path", path)
                }
            }
        }
    }

    private static func writeExtra(of testCase: TestCase, to output: inout JSONOutput) {
        let details = testCase.details
        let needsProblems =
            details.problems.count > 1
            || details.problems.contains { !$0.type.isEmpty || $0.kind != .failure }
        let isNameless = testCase.name.isEmpty
        guard
            isNameless || !testCase.classname.isEmpty || needsProblems
                || !details.properties.isEmpty
        else { return }
        output.object("extra") { output in
            if isNameless { output.string("name", "") }
            if !testCase.classname.isEmpty { output.string("classname", testCase.classname) }
            if needsProblems { write(details.problems, to: &output) }
            guard !details.properties.isEmpty else { return }
            output.array("properties") { output in
                for property in details.properties {
                    output.object { output in
                        output.string("name", property.name)
                        output.string("value", property.value)
                    }
                }
            }
        }
    }

    private static func write(_ problems: [TestProblem], to output: inout JSONOutput) {
        guard !problems.isEmpty else { return }
        output.array("problems") { output in
            for problem in problems {
                output.object { output in
                    output.string("kind", problem.kind.rawValue)
                    output.string("type", problem.type)
                    output.string("message", problem.message)
                    output.string("text", problem.text)
                }
            }
        }
    }
}
