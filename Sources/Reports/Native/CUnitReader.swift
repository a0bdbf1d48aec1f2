/// Reads the results of CUnit's automated interface.
///
/// Source: cunit.sourceforge.net, CUnit-Run.dtd.
struct CUnitReader: XMLDialect {
    private var suite = ""
    private var test: ForeignCase?

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "CUNIT_RUN_TEST_SUCCESS", "CUNIT_RUN_TEST_FAILURE", "CUNIT_RUN_SUITE_FAILURE",
            "CUNIT_RUN_GROUP_FAILURE":
            test = ForeignCase(offset: tag.offset)
            test?.outcome =
                switch tag.name {
                case "CUNIT_RUN_TEST_SUCCESS": .passed
                case "CUNIT_RUN_TEST_FAILURE": .failed
                default: .error
                }
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
        case "SUITE_NAME", "GROUP_NAME": suite = draft.label(text, at: 0)
        case "TEST_NAME": test?.name = text
        case "FILE_NAME": test?.file = text
        case "LINE_NUMBER": test?.line = Int(text)
        case "CONDITION", "FAILURE_REASON": test?.message = text
        case "CUNIT_RUN_TEST_SUCCESS", "CUNIT_RUN_TEST_FAILURE", "CUNIT_RUN_SUITE_FAILURE",
            "CUNIT_RUN_GROUP_FAILURE":
            guard var test else { return }
            self.test = nil
            if test.name.isEmpty { test.name = "<suite>" }
            test.classname = suite
            draft.add(test.finished(in: SuitePath([suite]), &draft), at: test.offset)
        default: break
        }
    }
}
