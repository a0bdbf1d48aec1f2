/// Reads the XML of UnitTest++.
///
/// Source: UnitTest++, XmlTestReporter.cpp.
struct UnitTestPlusPlusReader: XMLDialect {
    private var test: ForeignCase?

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "test":
            test = ForeignCase(offset: tag.offset)
            test?.classname = tag["suite"] ?? ""
            test?.name = tag["name"] ?? ""
            test?.duration = Duration(secondsText: tag["time"])
        case "failure": fail(tag["message"] ?? "")
        default: break
        }
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        guard name == "test", let test else { return }
        self.test = nil
        draft.add(test.finished(in: SuitePath([test.classname]), &draft), at: test.offset)
    }

    /// `/data/test.cpp(14) : expected 3`.
    private mutating func fail(_ message: String) {
        guard var test else { return }
        defer { self.test = test }
        test.outcome = .failed
        test.trace += (test.trace.isEmpty ? "" : "\n") + message
        guard test.message.isEmpty else { return }
        let parts = message.split(separator: " : ", maxSplits: 1).map(String.init)
        test.message = parts.last ?? message
        guard
            parts.count == 2, let open = parts[0].lastIndex(of: "("), parts[0].last == ")",
            let line = Int(parts[0][parts[0].index(after: open)...].dropLast())
        else { return }
        test.file = String(parts[0][..<open])
        test.line = line
    }
}
