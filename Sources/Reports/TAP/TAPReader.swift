/// Reads the Test Anything Protocol, versions 12 to 14.
///
/// Each unindented point is a case. A subtest is summed up by the point behind it, as the protocol
/// says; what failed in it stands in the text of that point. A stream that lacks points or its plan
/// is incomplete, so that a producer that dies is not taken for one that passed. What is wrong with
/// the stream as a whole becomes one case more, `<plan>`, with the status error, where more of the
/// stream would not lessen the number of cases: points that a plan before them announced and that
/// are missing, points beyond the plan, `Bail out!`.
///
/// In the output of `prove --verbose` each test file has a stream, which becomes a suite.
struct TAPReader {
    /// A point and what follows it.
    private struct OpenPoint {
        var point: TAPPoint
        var offset: Int
        var yaml = ""
        var comments = ""
        /// What failed in its subtest.
        var failures: [String] = []
    }

    let bytes: [UInt8]
    var draft: ReportDraft
    /// The suite that gets the points.
    var suite = SuitePath()
    /// What `prove` has said around the streams of files.
    var prove = ProveProgress()
    private var lastPoint: OpenPoint?
    private var plan: (first: Int, last: Int)?
    /// Whether the line that is taken lacks its end, so that there may have been more of it.
    private var isLineOpen = false
    private var isPlanOpen = false
    private var isPointOpen = false
    private var pointCount = 0
    /// The smallest and the largest number of a point.
    private var numbers: ClosedRange<Int>?
    /// Whether a point is called by the path of a file, as node calls files without tests.
    private var hasFilePoint = false
    private var isPlanBehind = false
    private var isStrict = false
    private var isInYAML = false
    private var isInBlock = false
    /// Whether lines of a subtest came for which there is no point yet.
    private var isInSubtest = false
    private var hasBailedOut = false
    /// What failed in a subtest that stands before its point.
    private var failuresBefore: [String] = []
    /// What is wrong with the stream.
    var complaints: [String] = []
    private var complaintOffset = 0

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = TAPReader(bytes, ReportDraft(bytes, source))
        for line in ReportLines(bytes) where !reader.hasBailedOut {
            if !reader.takeProve(line) { reader.take(line) }
        }
        return reader.finished()
    }

    /// A reader of a stream that adds to a draft.
    init(_ bytes: [UInt8], _ draft: ReportDraft) {
        self.bytes = bytes
        self.draft = draft
    }

    /// Whether a point or a plan has come.
    var hasBegun: Bool { pointCount > 0 || plan != nil }

    /// Whether all points have come that a plan announces.
    var isFulfilled: Bool { plan != nil && pointCount >= plannedCount }

    private mutating func take(_ range: Range<Int>) {
        isLineOpen = range.upperBound == bytes.count
        if isLineOpen, ["ok", "not ok"].contains(bytes.text(range)) {
            return lack("a point that is cut off", at: range.lowerBound)
        }
        if !isInYAML, !isInBlock, let point = TAPPoint(plain: bytes[range]) {
            return take(point, at: range.lowerBound)
        }
        let line = bytes.text(range)[...]
        let isIndented = line.first == " " || line.first == "\t"
        if isInYAML {
            takeYAML(line)
        } else if isInBlock {
            if line.hasPrefix("}") { return isInBlock = false }
            // What stands in braces is indented: a point that is not shows that the brace before
            // it belongs to a description.
            if case .point = TAPLine(line) {
                isInBlock = false
                take(TAPLine(line), line, at: range.lowerBound)
            } else {
                takeInside(line)
            }
        } else if isIndented, lastPoint != nil, line.trimmed == "---", line.indentation < 4 {
            isInYAML = true
        } else if isIndented, !line.trimmed.isEmpty {
            takeInside(line)
        } else {
            take(TAPLine(line), line, at: range.lowerBound)
        }
    }

    private mutating func take(_ line: TAPLine, _ text: Substring, at offset: Int) {
        switch line {
        case .point(let point): take(point, at: offset)
        case .plan(let first, let last, let reason): take(first, last, reason, at: offset)
        case .bailOut(let reason):
            hasBailedOut = true
            complain("bailed out\(reason.isEmpty ? "" : ": \(reason)")", at: offset)
        case .strict where isInSubtest:
            // A subtest sets what holds for itself, indented.
            if isStrict { complain("\"\(text.prefix(100))\" is no TAP", at: offset) }
        case .strict(let isOn): isStrict = isOn
        case .comment:
            if text.first == "#" { lastPoint?.comments += text.dropFirst().trimmed + "\n" }
        case .other:
            if isStrict { complain("\"\(text.prefix(100))\" is no TAP", at: offset) }
        case .blockBegin: isInBlock = lastPoint != nil
        case .version(let version):
            // Versions before 13 have no such line.
            if isStrict, version < 13 { complain("\"\(text.prefix(100))\" is no TAP", at: offset) }
        case .blockEnd: break
        }
    }

    private mutating func take(_ point: TAPPoint, at offset: Int) {
        // A plan of nothing means it, whatever comes behind it.
        if let plan, plan.last == 0 { return }
        if isPlanBehind {
            let word = point.isOK ? "ok" : "not ok"
            return complain("\"\(word) \(point.number ?? 0)\" stands behind the plan", at: offset)
        }
        addLastPoint()
        isPointOpen = isLineOpen
        isInSubtest = false
        pointCount += 1
        let number = point.number ?? pointCount
        numbers =
            min(numbers?.lowerBound ?? number, number)...max(numbers?.upperBound ?? number, number)
        if point.description.utf8.first == UInt8(ascii: "/") { hasFilePoint = true }
        isInBlock = point.opensBlock
        var open = OpenPoint(point: point, offset: offset)
        open.point.number = number
        open.failures = failuresBefore
        failuresBefore = []
        lastPoint = open
    }

    private mutating func take(_ first: Int, _ last: Int, _ reason: String, at offset: Int) {
        guard last == 0 || last >= first - 1 else {
            return isStrict ? complain("\(first)..\(last) is no plan", at: offset) : ()
        }
        guard plan == nil else { return }
        plan = (first, last)
        isPlanOpen = isLineOpen
        isPlanBehind = pointCount > 0
        draft.hasContent = true
        if last == 0, isPlanBehind {
            complain("no points planned, \(pointCount) found", at: offset)
        } else if last == 0 {
            skipAll(reason, at: offset)
        }
    }

    /// Tells why there are no points.
    mutating func skipAll(_ reason: String, at offset: Int) {
        let why = draft.label(reason, at: offset)
        draft.change(suite, at: offset) { suite in
            suite.properties.append(TestProperty("skipped", why))
        }
    }

    private var plannedCount: Int {
        plan.map { max(0, $0.last - $0.first + 1) } ?? 0
    }

    private mutating func complain(_ text: String, at offset: Int) {
        if isLineOpen { return lack(text, at: offset) }
        keep(text, at: offset)
    }

    /// Speaks against the stream, whatever may follow.
    mutating func keep(_ text: String, at offset: Int) {
        if complaints.isEmpty { complaintOffset = offset }
        if complaints.count < draft.source.limits.itemsMax { complaints.append(text) }
    }

    /// Tells of something that more of the stream may mend.
    mutating func lack(_ text: String, at offset: Int) {
        draft.isIncomplete = true
        draft.log.add(.incomplete, text, at: offset)
    }
}

// MARK: What stands below a point

extension TAPReader {
    private mutating func takeYAML(_ line: Substring) {
        if line.trimmed == "..." { return isInYAML = false }
        // A diagnostic that is never closed ends where the next unindented line begins.
        if let first = line.first, first != " ", first != "\t" {
            isInYAML = false
            return take(TAPLine(line), line, at: lastPoint?.offset ?? 0)
        }
        lastPoint?.yaml += line.dropFirst(2) + "\n"
    }

    /// A line of a subtest.
    private mutating func takeInside(_ line: Substring) {
        // What stands deeper is summed up by points of the subtest.
        guard line.indentation <= 4 else { return }
        if !isInBlock { isInSubtest = true }
        switch TAPLine(line.trimmed) {
        case .point(let point) where point.outcome == .failed:
            let name = point.description.isEmpty ? "\(point.number ?? 0)" : point.description
            takeFailure("not ok: \(name)")
        case .bailOut(let reason):
            hasBailedOut = true
            complain("a subtest bailed out\(reason.isEmpty ? "" : ": \(reason)")", at: 0)
        default: break
        }
    }

    private mutating func takeFailure(_ line: String) {
        // A directive may yet come behind it.
        if isLineOpen { return lack("\(line), which is cut off", at: bytes.count) }
        let max = draft.source.limits.itemsMax
        if isInBlock {
            if lastPoint?.failures.count ?? max < max { lastPoint?.failures.append(line) }
        } else if failuresBefore.count < max {
            failuresBefore.append(line)
        }
    }

    /// Adds the case of the last point, to which nothing more belongs.
    mutating func addLastPoint() {
        guard let open = lastPoint else { return }
        lastPoint = nil
        let (point, offset) = (open.point, open.offset)
        if point.outcome == .failed { prove.hasFailedInFile = true }
        if point.outcome == .passed, point.directive == nil, !open.failures.isEmpty {
            let text = "point \(point.number ?? 0) is ok, but \(open.failures[0]) in it"
            if isPointOpen { lack(text, at: offset) } else { keep(text, at: offset) }
        }
        let facts = TAPDiagnostic(open.yaml[...])
        var details = TestCaseDetails()
        details.file = (facts.file ?? prove.file).map { draft.label($0, at: offset) }
        details.line = facts.line
        details.problems = problem(of: open, facts).map { [$0] } ?? []
        let name = point.description.isEmpty ? "\(point.number ?? 0)" : point.description
        draft.add(
            TestCase(
                suite: suite,
                name: draft.label(name, at: offset),
                outcome: point.outcome,
                duration: point.duration ?? facts.duration,
                details: details
            ),
            at: offset
        )
    }

    private mutating func problem(of open: OpenPoint, _ facts: TAPDiagnostic) -> TestProblem? {
        let offset = open.offset
        switch open.point.directive {
        case .skip(let reason):
            return TestProblem(.skipped, message: draft.text(reason, at: offset))
        case .todo(let reason) where !open.point.isOK:
            let text = draft.text(open.yaml, at: offset)
            let message = draft.text(reason, at: offset)
            return TestProblem(.skipped, type: "todo", message: message, text: text)
        default:
            guard open.point.outcome == .failed else { return nil }
            let lines = open.failures + [open.yaml + open.comments]
            return TestProblem(
                .failure,
                type: facts.type,
                message: draft.text(facts.message ?? "", at: offset),
                text: draft.text(lines.joined(separator: "\n"), at: offset)
            )
        }
    }

    private mutating func finished() -> TestReport {
        addLastPoint()
        if !hasBailedOut {
            if !prove.isBetweenFiles { checkPlan() }
            checkProveEnd()
        }
        addPlanCase()
        return draft.finished()
    }

    /// Compares the points with the plan, at the end of the stream.
    mutating func checkPlan() {
        let end = bytes.count
        guard let plan else {
            if pointCount > 0 { lackAtEnd("there is no plan: the producer may have died") }
            return
        }
        guard plan.last > 0 else { return }
        let counts = "\(plannedCount.counted("point")) planned, \(pointCount) found"
        if isPlanOpen && pointCount != plannedCount || isPlanBehind && pointCount < plannedCount {
            lackAtEnd(counts)
        } else if pointCount < plannedCount {
            // There are at least as many tests as are planned: one case stands for those that are missing.
            draft.isIncomplete = true
            keep(counts, at: end)
        } else if pointCount > plannedCount {
            keep(counts, at: end)
        } else if let numbers, numbers != plan.first...plan.last {
            checkNumbers(numbers, plan.first...plan.last)
        }
    }

    /// Speaks of numbers that are not those of the plan, where there are as many points as planned.
    ///
    /// node gives files without tests, which it calls by their paths, numbers of their own.
    private mutating func checkNumbers(_ found: ClosedRange<Int>, _ planned: ClosedRange<Int>) {
        let end = bytes.count
        let text =
            "points \(found.lowerBound) to \(found.upperBound) do not fit the plan "
            + "\(planned.lowerBound)..\(planned.upperBound)"
        if isPlanOpen || isPointOpen {
            lack(text, at: end)
        } else if hasFilePoint, planned.contains(found.lowerBound),
            planned.contains(found.upperBound)
        {
            draft.log.add(.declaredCount, text, at: end)
        } else {
            keep(text, at: end)
        }
    }

    /// Tells of something that more of the stream may mend; what `prove` has ended has no more.
    private mutating func lackAtEnd(_ text: String) {
        let end = bytes.count
        if prove.place == .behindFile { keep(text, at: end) } else { lack(text, at: end) }
    }

    /// Adds what is wrong with the stream as one case.
    mutating func addPlanCase() {
        guard !complaints.isEmpty else { return }
        prove.hasFailedInFile = true
        prove.hasFailed = true
        var details = TestCaseDetails()
        let text = complaints.count > 1 ? complaints.joined(separator: "\n") : ""
        details.problems = [
            TestProblem(
                .error,
                type: "tap",
                message: draft.text(complaints[0], at: complaintOffset),
                text: draft.text(text, at: complaintOffset)
            )
        ]
        draft.add(
            TestCase(suite: suite, name: "<plan>", outcome: .error, details: details),
            at: complaintOffset
        )
    }
}

extension Substring {
    fileprivate var indentation: Int {
        prefix { $0 == " " }.count
    }
}
