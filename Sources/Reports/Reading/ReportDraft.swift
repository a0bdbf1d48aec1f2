/// A report while it is read from lines, from JSON or from XML of other dialects than JUnit's:
/// holds it within the limits and cleans what is put into it.
struct ReportDraft {
    /// The document in UTF-8.
    let bytes: [UInt8]
    /// What holds for the file.
    let source: ReportSource
    /// What was repaired, left out or contradictory.
    var log: WarningLog
    /// The name the report gives itself.
    var name = ""
    /// Whether the document ended too early.
    var isIncomplete = false
    /// Whether anything in it was a report.
    var hasContent = false

    private(set) var suites: [TestSuite] = []
    private var places: [SuitePath: Int] = [:]
    private var caseCount = 0
    private var shelf: TextShelf
    private var textBytesLeft: Int

    init(_ bytes: [UInt8], _ source: ReportSource) {
        self.bytes = bytes
        self.source = source
        log = WarningLog(perKindMax: source.limits.warningsMax)
        textBytesLeft = source.limits.textBytesMax
        shelf = TextShelf(bytes)
    }

    /// Changes the suite with a path; makes it where it is not there yet.
    mutating func change(_ path: SuitePath, at offset: Int = 0, _ body: (inout TestSuite) -> Void) {
        body(&suites[place(of: path, at: offset)])
    }

    /// Adds a case to the suite it names.
    mutating func add(_ testCase: TestCase, at offset: Int) {
        hasContent = true
        guard caseCount < source.limits.casesMax else {
            isIncomplete = true
            return log.add(.limit, "more than \(source.limits.casesMax) cases", at: offset)
        }
        caseCount += 1
        let place = place(of: testCase.suite, at: offset)
        let share = Double(offset) / Double(bytes.count)
        suites[place].makeRoom(afterShare: share, max: source.limits.casesMax)
        suites[place].cases.append(shelf.keep(testCase, in: suites[place].path, at: offset))
    }

    private mutating func place(of path: SuitePath, at offset: Int) -> Int {
        hasContent = true
        // Most cases follow another of their suite, and to compare costs less than to look up.
        if let last = suites.indices.last, suites[last].path == path { return last }
        if let place = places[path] { return place }
        guard suites.count < source.limits.suitesMax || suites.isEmpty else {
            log.add(.limit, "more than \(source.limits.suitesMax) suites", at: offset)
            return suites.count - 1
        }
        places[path] = suites.count
        suites.append(TestSuite(path: path))
        return suites.count - 1
    }

    /// The report, when all is read.
    ///
    /// - Parameter isCut: Whether a report was begun, where nothing is in it.
    /// - Returns: A report that says how much of the document it is.
    mutating func finished(isCut: Bool = false) -> TestReport {
        var integrity = TestReport.Integrity.whole
        if isIncomplete {
            integrity = .incomplete
        } else if !hasContent {
            integrity = isCut ? .incomplete : .unreadable
            log.add(.unreadable, "there is no test in it", at: 0)
        }
        shelf.settle(&suites)
        return TestReport(
            name: name,
            files: [source.file],
            suites: suites,
            integrity: integrity,
            warnings: log.warnings(in: bytes, file: source.file)
        )
    }
}

// MARK: Texts

extension ReportDraft {
    /// A name: no control sequences, and not longer than the limits allow.
    mutating func label(_ text: String, at offset: Int) -> String {
        cleaned(text, source.limits.text, .drop, at: offset)
    }

    /// A message, a trace or an output; colours may stay.
    ///
    /// - Parameters:
    ///   - text: As it was written.
    ///   - outcome: How the case ended: what passed keeps less of its output.
    ///   - offset: Where it stands.
    /// - Returns: What is kept of it.
    mutating func text(_ text: String, of outcome: TestOutcome = .failed, at offset: Int) -> String
    {
        guard !text.isEmpty else { return "" }
        let own = outcome.isFailing ? source.limits.text : source.limits.passedOutput
        let limit = textBytesLeft > 0 ? own : source.limits.overBudget
        let kept = cleaned(text, limit, .keepColours, at: offset)
        textBytesLeft -= kept.utf8.count
        return kept
    }

    private mutating func cleaned(
        _ text: String,
        _ limit: TextLimit,
        _ policy: TerminalSequences.Policy,
        at offset: Int
    ) -> String {
        if text.utf8.count <= 64, !text.utf8.contains(where: \.isIllegalControl) { return text }
        let short = limit.clipped(text)
        if short.utf8.count < text.utf8.count {
            log.add(.limit, "a long text is kept without its middle", at: offset)
        }
        let clean = TerminalSequences.clean(Array(short.utf8), policy)
        if clean.droppedCount > 0 {
            let noun = clean.droppedCount == 1 ? "character" : "characters"
            log.add(
                .illegalCharacter,
                "\(clean.droppedCount) illegal \(noun) dropped",
                at: offset
            )
        }
        return clean.droppedCount > 0 ? String(decoding: clean.bytes, as: UTF8.self) : short
    }
}
