/// Reads the XML of Qt Test (`-xml`): one case for each test function, which fails if any of its
/// rows does.
///
/// Source: Qt, "Qt Test Overview", and qtestlib's qxmltestlogger.cpp.
struct QtTestReader: XMLDialect {
    private var suite = ""
    private var test: ForeignCase?
    /// What the incident or message inside says of itself.
    private var kind = ""
    private var place = ""
    private var row = ""
    private var description = ""

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "TestCase": suite = draft.label(tag["name"] ?? "", at: tag.offset)
        case "TestFunction":
            test = ForeignCase(offset: tag.offset)
            test?.name = tag["name"] ?? ""
            test?.classname = suite
        case "Incident", "Message":
            kind = tag["type"] ?? ""
            (row, description) = ("", "")
            let file = tag["file"] ?? ""
            place = file.isEmpty ? "" : "\(file):\(tag["line"] ?? "")"
            if test?.file == nil, ["fail", "xpass"].contains(kind), !file.isEmpty {
                test?.file = file
                test?.line = tag.integer("line")
            }
        case "Duration": test?.duration = Duration(milliseconds: tag["msecs"])
        default: break
        }
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        switch name {
        case "DataTag": row = text
        case "Description": description = text
        case "Incident", "Message": note()
        case "TestFunction":
            guard let test else { return }
            self.test = nil
            draft.add(test.finished(in: SuitePath([suite]), &draft), at: test.offset)
        default: break
        }
    }

    private mutating func note() {
        guard var test else { return }
        let told = (row.isEmpty ? "" : "(\(row)) ") + description
        switch kind {
        case "fail", "xpass":
            if test.outcome != .error { test.outcome = .failed }
            if test.message.isEmpty { test.message = told }
            test.trace += (test.trace.isEmpty ? "" : "\n") + [place, told].joined(separator: ": ")
        case "qfatal", "fatal":
            test.outcome = .error
            test.message = told
        case "skip":
            if test.outcome == .passed { test.outcome = .skipped }
            test.reason = told
        case "bfail", "bpass", "bxfail", "bxpass":
            if test.outcome == .passed { test.outcome = .skipped }
            test.reason = "blacklisted: \(kind.dropFirst()) \(told)"
        case "pass", "xfail": break
        default: test.output += (test.output.isEmpty ? "" : "\n") + "\(kind): \(told)"
        }
        self.test = test
    }
}

extension Duration {
    /// Milliseconds as a test runner writes them.
    init?(milliseconds text: String?) {
        guard let text, let number = Double(text.trimmingXMLSpace), number >= 0, number < 4e10
        else { return nil }
        self = .nanoseconds(Int64((number * 1e6).rounded()))
    }
}
