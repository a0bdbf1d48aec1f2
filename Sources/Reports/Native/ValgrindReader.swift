/// Reads Valgrind's XML: each error is a case that failed, and no error at all one that passed.
///
/// Source: Valgrind, docs/internals/xml-output-protocol4.txt.
struct ValgrindReader: XMLDialect {
    private var tool = "valgrind"
    private var program = ""
    private var test: ForeignCase?
    private var frame = (function: "", folder: "", file: "", line: "")
    private var errors = 0

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "error": test = ForeignCase(offset: tag.offset)
        case "frame": frame = ("", "", "", "")
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
        case "tool": tool = draft.label(text, at: 0)
        case "exe" where names.last == "argv": program = draft.label(text, at: 0)
        case "kind": test?.type = text
        case "what", "text": if test?.message.isEmpty == true { test?.message = text }
        case "auxwhat": test?.trace += "\(text)\n"
        case "fn": frame.function = text
        case "dir": frame.folder = text
        case "file": frame.file = text
        case "line": frame.line = text
        case "frame": addFrame()
        case "error": finishError(&draft)
        default: break
        }
    }

    private mutating func addFrame() {
        let function = frame.function.isEmpty ? "???" : frame.function
        guard !frame.file.isEmpty else {
            test?.trace += "at \(function)\n"
            return
        }
        let path = frame.folder.isEmpty ? frame.file : "\(frame.folder)/\(frame.file)"
        test?.trace += "at \(function) (\(path):\(frame.line))\n"
        if test?.file == nil {
            test?.file = path
            test?.line = Int(frame.line)
        }
    }

    private mutating func finishError(_ draft: inout ReportDraft) {
        guard var test else { return }
        self.test = nil
        errors += 1
        test.outcome = .failed
        test.classname = program
        test.name = "\(test.type) \(errors)"
        draft.add(test.finished(in: SuitePath([tool]), &draft), at: test.offset)
    }

    mutating func finish(_ draft: inout ReportDraft) {
        guard errors == 0 else { return }
        draft.add(
            TestCase(
                suite: SuitePath([tool]),
                classname: program,
                name: "no errors",
                outcome: .passed
            ),
            at: 0
        )
    }
}
