/// Reads the JSON of RSpec's formatter `json`.
///
/// Errors outside of the examples (a file that could not be loaded) are counted in the summary
/// alone, and become one case.
///
/// Source: rspec-core, lib/rspec/core/formatters/json_formatter.rb.
struct RSpecReader {
    private var draft: ReportDraft

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = RSpecReader(draft: ReportDraft(bytes, source))
        let start = bytes.firstIndex(of: 0x7B) ?? 0
        if let document = JSONPart(bytes, from: start, to: bytes.count) { reader.take(document) }
        return reader.draft.finished(isCut: true)
    }

    private mutating func take(_ document: JSONPart) {
        if let examples = document["examples"] {
            draft.hasContent = true
            for example in examples.elements where example.isWhole { add(example) }
        }
        let summary = document["summary"]
        if let count = summary?["errors_outside_of_examples_count"]?.integer, count > 0 {
            addOutside(count, document["messages"], at: document.range.lowerBound)
        }
        guard !document.isWhole else { return }
        draft.isIncomplete = true
        draft.log.add(.incomplete, "the report ends too early", at: document.range.upperBound)
    }

    private mutating func add(_ example: JSONPart) {
        let offset = example.range.lowerBound
        let name = draft.label(example["description"]?.string ?? "", at: offset)
        let full = draft.label(example["full_description"]?.string ?? "", at: offset)
        let suite = full.hasSuffix(name) ? String(full.dropLast(name.count)) : full
        var details = TestCaseDetails()
        let file = example["file_path"]?.string ?? ""
        details.file = draft.label(file.hasPrefix("./") ? String(file.dropFirst(2)) : file, at: 0)
        details.line = example["line_number"]?.integer
        let outcome: TestOutcome
        switch example["status"]?.string {
        case "passed": outcome = .passed
        case "failed":
            outcome = .failed
            details.problems = [failure(example["exception"], at: offset)]
        default:
            outcome = .skipped
            let reason = example["pending_message"]?.string ?? "pending"
            details.problems = [
                TestProblem(.skipped, message: draft.text(reason, at: offset))
            ]
        }
        draft.add(
            TestCase(
                suite: SuitePath(suite.isEmpty ? [] : [suite.trimmingXMLSpace]),
                name: name,
                outcome: outcome,
                duration: example["run_time"]?.duration(),
                details: details
            ),
            at: offset
        )
    }

    private mutating func failure(_ exception: JSONPart?, at offset: Int) -> TestProblem {
        let trace = exception?["backtrace"]?.elements.compactMap(\.string).joined(separator: "\n")
        return TestProblem(
            .failure,
            type: draft.label(exception?["class"]?.string ?? "", at: offset),
            message: draft.text(
                (exception?["message"]?.string ?? "").trimmingXMLSpace,
                at: offset
            ),
            text: draft.text(trace ?? "", at: offset)
        )
    }

    private mutating func addOutside(_ count: Int, _ messages: JSONPart?, at offset: Int) {
        var details = TestCaseDetails()
        let text = messages?.elements.compactMap(\.string).joined(separator: "\n") ?? ""
        details.problems = [
            TestProblem(
                .error,
                message: "\(count) \(count == 1 ? "error" : "errors") outside of the examples",
                text: draft.text(text, at: offset)
            )
        ]
        draft.add(TestCase(name: "<suite>", outcome: .error, details: details), at: offset)
    }
}
