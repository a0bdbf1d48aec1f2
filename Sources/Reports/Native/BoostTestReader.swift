/// Reads the log and the report of Boost.Test in XML: `--log_format=XML`, `--report_format=XML`.
///
/// Test cases may run others inside; each is a case of its own.
///
/// Source: Boost.Test's manual, "XML log and report formats".
struct BoostTestReader: XMLDialect {
    private var suites: [String] = []
    private var tests: [ForeignCase] = []
    private var place = ""

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "TestSuite": suites.append(draft.label(tag["name"] ?? "", at: tag.offset))
        case "TestCase": tests.append(Self.test(tag, in: suites))
        case "Error", "FatalError", "Exception", "Message", "Info", "Warning":
            place = tag["file"].map { "\($0):\(tag["line"] ?? "")" } ?? ""
        default: break
        }
    }

    private static func test(_ tag: XMLWalk.Tag, in suites: [String]) -> ForeignCase {
        var test = ForeignCase(offset: tag.offset)
        test.name = tag["name"] ?? ""
        test.classname = suites.last ?? ""
        test.file = tag["file"]
        test.line = tag.integer("line")
        switch tag["result"] {
        case "failed": test.outcome = .failed
        case "aborted": test.outcome = .error
        case "skipped": test.outcome = .skipped
        default: test.outcome = tag["skipped"] == "yes" ? .skipped : .passed
        }
        test.reason = tag["reason"] ?? ""
        return test
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        switch name {
        case "TestSuite": _ = suites.popLast()
        case "Error", "FatalError": fail(.failed, text)
        case "Exception": fail(.error, text)
        case "Message", "Info", "Warning":
            guard let last = tests.indices.last, name == "Message" else { return }
            tests[last].output += (tests[last].output.isEmpty ? "" : "\n") + text
        case "TestingTime":
            // In microseconds; a suite has one as well.
            guard names.last == "TestCase", let last = tests.indices.last, let time = Int64(text)
            else { return }
            tests[last].duration = .microseconds(max(0, min(time, 1 << 50)))
        case "TestCase":
            guard let test = tests.popLast() else { return }
            draft.add(test.finished(in: SuitePath(suites), &draft), at: test.offset)
        default: break
        }
    }

    private mutating func fail(_ outcome: TestOutcome, _ text: String) {
        guard let last = tests.indices.last else { return }
        if tests[last].outcome.severity < outcome.severity { tests[last].outcome = outcome }
        if tests[last].message.isEmpty { tests[last].message = text }
        let line = place.isEmpty ? text : "\(place): \(text)"
        tests[last].trace += (tests[last].trace.isEmpty ? "" : "\n") + line
    }
}
