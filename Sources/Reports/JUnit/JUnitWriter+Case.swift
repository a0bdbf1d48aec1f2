extension JUnitWriter {
    /// Writes one case.
    func write(_ testCase: TestCase, to output: inout XMLOutput) {
        let details = testCase.details
        output.begin(
            "testcase",
            [
                ("classname", testCase.classname.isEmpty ? nil : testCase.classname),
                ("name", testCase.name),
                ("time", testCase.duration.map(Self.seconds)),
                ("file", profile == .jenkins ? nil : details.file),
                ("line", profile == .jenkins ? nil : details.line.map(String.init)),
            ]
        )
        for problem in Self.verdict(of: testCase) {
            write(problem, to: &output)
        }
        writeAttempts(of: testCase, to: &output)
        writeOutput(of: testCase, to: &output)
        output.end()
    }

    /// Writes what a case wrote, and in lines of it what the schemas have no place for.
    func writeOutput(of testCase: TestCase, to output: inout XMLOutput) {
        let details = testCase.details
        let limit = testCase.outcome.isFailing || testCase.isFlaky ? failedText : passedText
        let marks = Self.marks(of: details)
        let text = limit.clipped(details.output)
        let lines = (text.isEmpty ? [] : [text]) + marks.filter { !text.contains($0) }
        if !lines.isEmpty { output.leaf("system-out", text: lines.joined(separator: "\n")) }
        write(stream: "system-err", details.errorOutput, limit, to: &output)
    }

    /// The problems that tell the outcome and no other one.
    static func verdict(of testCase: TestCase) -> [TestProblem] {
        let problems = testCase.problems.filter { !$0.kind.isAttempt }
        switch testCase.outcome {
        case .passed:
            return []
        case .skipped:
            return [skipped(problems)]
        case .failed, .error:
            let kind: TestProblem.Kind = testCase.outcome == .failed ? .failure : .error
            var told = problems.filter { $0.kind == .failure || $0.kind == .error }
            if !told.contains(where: { $0.kind == kind }) {
                told.append(TestProblem(kind, message: "the test says no more than \(kind)"))
            }
            let skips = problems.filter { $0.kind == .skipped && !$0.message.isEmpty }
            told[0].text += skips.map { "\nskipped: \($0.message)" }.joined()
            return told
        }
    }

    /// One `<skipped>` that tells everything said of a case that does not count.
    private static func skipped(_ problems: [TestProblem]) -> TestProblem {
        var told = problems.first { $0.kind == .skipped } ?? TestProblem(.skipped)
        for problem in problems where problem.kind != .skipped {
            let lines = ["expected \(problem.kind.rawValue): \(problem.message)", problem.text]
            told.text += (told.text.isEmpty ? "" : "\n") + lines.joined(separator: "\n")
        }
        if told.message.isEmpty { told.message = "skipped" }
        return told
    }

    private func write(_ problem: TestProblem, to output: inout XMLOutput) {
        let told = Self.shortened(problem)
        output.leaf(
            problem.kind.rawValue,
            [
                ("message", told.message.isEmpty ? nil : told.message),
                ("type", told.type.isEmpty ? nil : told.type),
            ],
            text: failedText.clipped(told.text)
        )
    }

    /// A problem with the first line of its message alone, and the whole message in its text.
    static func shortened(_ problem: TestProblem) -> TestProblem {
        var told = problem
        let line = problem.message.prefix { !$0.isNewline }
        told.message = String(line.prefix(messageMax))
        if told.message != problem.message, !problem.text.contains(problem.message) {
            told.text =
                problem.text.isEmpty ? problem.message : problem.message + "\n" + problem.text
        }
        return told
    }

    /// The lines that tell what the schema has no place for.
    static func marks(of details: TestCaseDetails) -> [String] {
        let properties = details.properties.map { property in
            let value = property.value.split(separator: "\n", omittingEmptySubsequences: false)
            return "[[PROPERTY|\(property.name)=\(value.joined(separator: "\\u{A}"))]]"
        }
        let attachments = details.attachments.compactMap { attachment -> String? in
            switch attachment {
            case .file(let path), .link(let path):
                // A path that would not be read again as it is does not lead anywhere.
                path == ShownText.line(path, max: 4_000) && !path.contains("]]")
                    ? "[[ATTACHMENT|\(path)]]" : nil
            case .refused: nil
            }
        }
        return properties + attachments
    }
}

// MARK: Attempts

extension JUnitWriter {
    private func writeAttempts(of testCase: TestCase, to output: inout XMLOutput) {
        for (attempt, kind) in Self.failingAttempts(of: testCase) {
            write(attempt, as: kind, to: &output)
        }
    }

    /// The attempts that failed beside the one that the case tells of, and what each is called.
    static func failingAttempts(
        of testCase: TestCase
    ) -> [(attempt: TestAttempt, kind: TestProblem.Kind)] {
        var failing = testCase.attempts.filter(\.outcome.isFailing)
        if testCase.isFlaky, failing.isEmpty, testCase.outcome.isFailing {
            // The attempts that passed have no element: that this one failed beside them is what is
            // told.
            failing = [TestAttempt(of: testCase)]
        }
        return failing.map { ($0, kind(of: $0, isFlaky: testCase.isFlaky)) }
    }

    private static func kind(of attempt: TestAttempt, isFlaky: Bool) -> TestProblem.Kind {
        switch (attempt.outcome, isFlaky) {
        case (.error, true): .flakyError
        case (.error, false): .rerunError
        case (_, true): .flakyFailure
        case (_, false): .rerunFailure
        }
    }

    /// Writes one attempt.
    func write(
        _ attempt: TestAttempt,
        as kind: TestProblem.Kind,
        to output: inout XMLOutput
    ) {
        let told = attempt.problems.map(Self.shortened)
        let trace = told.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n")
        output.begin(
            kind.rawValue,
            [("message", told.first?.message), ("type", told.first?.type ?? "")]
        )
        output.leaf("stackTrace", text: failedText.clipped(trace))
        write(stream: "system-out", attempt.output, failedText, to: &output)
        write(stream: "system-err", attempt.errorOutput, failedText, to: &output)
        output.end()
    }
}
