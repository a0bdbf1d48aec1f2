/// Reads the XML of CppUnit and of AUnit, which took it over.
///
/// Source: CppUnit, XmlOutputter; AUnit's manual, "XML reporter".
struct CppUnitReader: XMLDialect {
    private var test: ForeignCase?
    private var failureType = ""

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        guard tag.name == "Test" || tag.name == "FailedTest" else { return }
        test = ForeignCase(offset: tag.offset)
        let isFailed = tag.name == "FailedTest" || names.contains("FailedTests")
        test?.outcome = isFailed ? .failed : .passed
        failureType = ""
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        switch name {
        case "Name": setName(text)
        case "Time": test?.duration = Duration(secondsText: text)
        case "FailureType": failureType = text
        case "Message": test?.message = text
        case "File": test?.file = text
        case "Line": test?.line = Int(text)
        case "Test", "FailedTest":
            guard var test else { return }
            self.test = nil
            test.type = failureType
            if test.outcome == .failed, failureType == "Error" { test.outcome = .error }
            let suite = SuitePath(test.classname.isEmpty ? [] : [test.classname])
            draft.add(test.finished(in: suite, &draft), at: test.offset)
        default: break
        }
    }

    /// `DeviceDataTest::testConstructor`.
    private mutating func setName(_ text: String) {
        guard let parts = text.lastRange(of: "::") else {
            test?.name = text
            return
        }
        test?.classname = String(text[..<parts.lowerBound])
        test?.name = String(text[parts.upperBound...])
    }
}

extension String {
    /// The last place where a text stands.
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        ranges(of: text).last
    }
}
