/// Reads the summary of Maven's Failsafe plugin, which has counts and no tests: only that the run
/// itself broke is a case.
///
/// Source: Maven Surefire, failsafe-summary.xsd.
struct FailsafeReader: XMLDialect {
    private var isTimeout = false
    private var isBroken = false
    private var counts: [String: Int] = [:]

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "failsafe-summary": isTimeout = tag["timeout"] == "true"
        default: break
        }
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        guard names == ["failsafe-summary"] else { return }
        if name != "failureMessage" {
            counts[name] = Int(text)
        } else if !text.isEmpty {
            isBroken = true
            add(text, &draft)
        }
    }

    mutating func finish(_ draft: inout ReportDraft) {
        if isTimeout, !isBroken { add("the run took too long", &draft) }
        let told = ["completed", "errors", "failures", "skipped"].compactMap { name in
            counts[name].map { "\(name)=\($0)" }
        }
        guard !isBroken, counts["completed", default: 0] > 0 else { return }
        draft.log.add(
            .declaredCount,
            "the summary declares \(told.joined(separator: " ")) and holds no tests",
            at: 0
        )
    }

    private func add(_ message: String, _ draft: inout ReportDraft) {
        var test = ForeignCase(offset: 0)
        test.name = "<run>"
        test.outcome = .error
        test.message = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        test.trace = message
        draft.add(test.finished(in: SuitePath(["failsafe"]), &draft), at: 0)
    }
}
