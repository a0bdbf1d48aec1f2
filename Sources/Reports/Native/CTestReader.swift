/// Reads `Testing/*/Test.xml`, which CTest writes for CDash.
///
/// `notrun` is a skipped test, but for one that lacks what it needs: CTest fails for it.
///
/// Source: CMake, Source/CTest/cmCTestTestHandler.cxx.
struct CTestReader: XMLDialect {
    private var test: ForeignCase?
    private var measurement = ""
    private var status = ""
    private var exit = ""

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "Test":
            guard let word = tag["Status"] else { return }
            test = ForeignCase(offset: tag.offset)
            test?.outcome = word == "passed" ? .passed : word == "failed" ? .failed : .skipped
            (status, exit) = ("", "")
        case "Measurement": measurement = "output"
        case "NamedMeasurement": measurement = tag["name"] ?? ""
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
        case "Name" where names.last == "Test": test?.name = text
        case "Path" where names.last == "Test": test?.classname = text
        case "Value": measure(text)
        case "Test": finishTest(&draft)
        default: break
        }
    }

    private mutating func measure(_ text: String) {
        switch measurement {
        case "output": test?.output = text
        case "Execution Time": test?.duration = Duration(secondsText: text)
        case "Completion Status": status = text
        case "Exit Code": exit = text
        case "Exit Value" where !text.isEmpty: exit += " with exit code \(text)"
        case "Fail Reason", "Skip Reason": test?.reason = text
        default: break
        }
    }

    private mutating func finishTest(_ draft: inout ReportDraft) {
        guard var test else { return }
        self.test = nil
        if test.outcome == .skipped, CTestStatus.isFailure(status) { test.outcome = .error }
        if test.outcome == .skipped {
            if test.reason.isEmpty { test.reason = status }
        } else {
            let reasons = [test.reason, exit, status == "Completed" ? "" : status]
            test.message = reasons.first { !$0.isEmpty } ?? ""
            test.trace = test.outcome == .failed ? test.output : ""
        }
        draft.add(test.finished(in: SuitePath(["ctest"]), &draft), at: test.offset)
    }
}
