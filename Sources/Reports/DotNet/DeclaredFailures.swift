/// How many failures the attributes of a report tell of, and how many there were.
///
/// More than was declared is no contradiction: a suite's own failure is counted by few.
struct DeclaredFailures {
    private var declared = 0
    private var offset = 0
    /// The failing cases.
    var found = 0

    /// Adds what some attributes say.
    mutating func declare(_ counts: [String?], at offset: Int) {
        if declared == 0 { self.offset = offset }
        for count in counts.compactMap({ $0.flatMap { Int($0) } }) where count > 0 {
            declared = declared.addingReportingOverflow(count).partialValue
        }
    }

    /// Warns where failures are missing.
    func check(_ draft: inout ReportDraft) {
        guard declared > found, !draft.isIncomplete else { return }
        let message = "it declares failures=\(declared), found \(found)"
        draft.log.add(.declaredCount, message, at: offset)
    }
}
