/// Reads the XML log of Check, the test library for C.
///
/// Source: Check's manual, "XML Logging".
struct CheckReader: XMLDialect {
    private var suite = ""
    private var test: ForeignCase?
    private var name = ""
    private var iteration = "0"

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        guard tag.name == "test" else { return }
        test = ForeignCase(offset: tag.offset)
        switch tag["result"] {
        case "success": test?.outcome = .passed
        case "failure": test?.outcome = .failed
        case "skip", "skipped": test?.outcome = .skipped
        default: test?.outcome = .error
        }
        (name, iteration) = ("", "0")
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        switch name {
        case "title": suite = draft.label(text, at: 0)
        case "fn": setPlace(text)
        case "id": self.name = text
        case "iteration": iteration = text
        case "description": test?.classname = text
        case "message": test?.message = text
        case "duration" where names.last == "test": test?.duration = Duration(secondsText: text)
        case "test":
            guard var test else { return }
            self.test = nil
            // A looped test comes once for each round, the first of which is 0.
            test.name = iteration == "0" ? self.name : "\(self.name)[\(iteration)]"
            draft.add(test.finished(in: SuitePath([suite]), &draft), at: test.offset)
        default: break
        }
    }

    /// `test_check1.c:19`.
    private mutating func setPlace(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...])
        else { return }
        test?.file = String(text[..<colon])
        test?.line = line
    }
}
