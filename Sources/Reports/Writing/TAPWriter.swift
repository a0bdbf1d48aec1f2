/// Writes the Test Anything Protocol, version 14: a point for each case, with the plan first, so
/// that a file that is cut off does not pass.
///
/// Names hold suites and class as well. What failed, where and how long it took stands in a YAML
/// block below the point.
///
/// Source: testanything.org, "TAP version 14".
package struct TAPWriter: Sendable {
    /// What is written of a trace.
    package var text = TextLimit.each(20_000)

    /// A writer with the usual limits.
    package init() {}

    /// The report, in UTF-8.
    package func write(_ report: TestReport) -> [UInt8] {
        let count = report.totals.tests
        var output = Array("TAP version 14\n1..\(count)\(count == 0 ? " # no tests" : "")\n".utf8)
        for (index, testCase) in report.cases.enumerated() {
            output.append(contentsOf: text(of: testCase, numbered: index + 1).utf8)
        }
        return output
    }

    private func text(of testCase: TestCase, numbered number: Int) -> String {
        let word = testCase.outcome.isFailing ? "not ok" : "ok"
        var output = "\(word) \(number) - \(Self.escaped(testCase.fullName))"
        if testCase.outcome == .skipped {
            let reason = Self.escaped(testCase.headline)
            output += " # SKIP" + (reason.isEmpty ? "" : " \(reason)")
        }
        output += "\n"
        let lines = diagnostic(of: testCase)
        guard !lines.isEmpty else { return output }
        output += "  ---\n"
        for line in lines { output += "  \(line)\n" }
        return output + "  ...\n"
    }

    private func diagnostic(of testCase: TestCase) -> [String] {
        var lines: [String] = []
        if let duration = testCase.duration {
            let microseconds = (duration.wholeNanoseconds ?? 0) / 1_000
            let decimals = String(microseconds % 1_000 + 1_000).dropFirst()
            lines.append("duration_ms: \(microseconds / 1_000).\(decimals)")
        }
        guard testCase.outcome.isFailing else { return lines }
        let problem = testCase.gravestProblem
        if !testCase.headline.isEmpty { lines.append("message: \(Self.quoted(testCase.headline))") }
        lines.append("severity: \(testCase.outcome == .error ? "error" : "fail")")
        if let type = problem?.type, !type.isEmpty { lines.append("type: \(Self.quoted(type))") }
        if let file = testCase.details.file {
            lines.append("file: \(Self.quoted(file))")
            if let line = testCase.details.line { lines.append("line: \(line)") }
        }
        guard let trace = problem?.text, !trace.isEmpty else { return lines }
        lines.append("stack: |-")
        for line in ShownText.plain(text.clipped(trace)).split(whereSeparator: \.isNewline) {
            lines.append("  \(line)")
        }
        return lines
    }

    /// A description: one line, in which nothing is taken for a directive, a number or a block.
    private static func escaped(_ text: String) -> String {
        let plain = ShownText.plain(text)
        // Most names are ASCII without marks; looking at characters takes most of the time.
        if plain.utf8.allSatisfy({ (0x20..<0x7B).contains($0) && $0 != 0x23 && $0 != 0x5C }) {
            return plain
        }
        let line = plain.split(whereSeparator: \.isNewline).joined(separator: " ")
        var result = ""
        for character in line {
            if character == "#" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result.hasSuffix("{") ? String(result.dropLast()) + "\\{" : result
    }

    /// A text as YAML's single-quoted scalar, on one line.
    private static func quoted(_ text: String) -> String {
        let line = ShownText.line(text, max: 1_000)
        return "'"
            + line.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''") + "'"
    }
}
