/// Reads the XML of GLib's gtester (`gtester -k -o`).
///
/// Source: GLib, glib/gtester.c and glib/gtester-report.
struct GTesterReader: XMLDialect {
    private var binary = ""
    private var test: ForeignCase?
    private var messages: [String] = []

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "testbinary": binary = draft.label(tag["path"] ?? "", at: tag.offset)
        case "testcase":
            var test = ForeignCase(offset: tag.offset)
            test.name = tag["path"] ?? ""
            test.classname = binary
            // A test that tells no status did not end.
            test.outcome = tag["skipped"] == "1" ? .skipped : .error
            self.test = test
            messages = []
        case "status": setStatus(tag)
        default: break
        }
    }

    private mutating func setStatus(_ tag: XMLWalk.Tag) {
        switch tag["result"] {
        case "success": test?.outcome = .passed
        case "skipped": test?.outcome = .skipped
        case "incomplete":
            test?.outcome = .skipped
            test?.type = "todo"
        default:
            test?.outcome = .failed
            test?.word = "exit-status=\(tag["exit-status"] ?? "")"
        }
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        switch name {
        case "error": test?.message = text
        case "message": messages.append(text)
        case "duration":
            if names.last == "testcase" { test?.duration = Duration(secondsText: text) }
        case "testcase":
            guard var test else { return }
            self.test = nil
            if test.outcome == .error, test.message.isEmpty {
                test.message = "the test began and never ended"
            }
            test.output = messages.joined(separator: "\n")
            draft.add(test.finished(in: SuitePath([binary]), &draft), at: test.offset)
        default: break
        }
    }
}
