/// Builds a report from the pieces that the scanner finds; lives as long as one file is read.
struct JUnitReader {
    let bytes: [UInt8]
    let limits: ReportLimits
    let workspace: String?
    var scanner: XMLScanner
    var log: WarningLog
    /// The elements that are open, outermost first.
    var open: [OpenElement] = []
    /// The open ones among them that are cases; more than one only where an end tag is missing.
    var cases: [CaseDraft] = []
    var report = TestReport()
    /// The suite of the cases that stand in none.
    var besideSuites: Int?
    /// What went wrong with a suite as a whole.
    var suiteProblems: [Int: [TestProblem]] = [:]
    /// The first one stands for the file.
    var scopes = [CountScope(name: "", offset: 0, declared: DeclaredCounts())]
    var caseCount = 0
    var textBytesLeft: Int
    var shelf: TextShelf
    var isIncomplete = false
    var hasTextOutside = false
    /// The last class name and file name: most cases repeat those of the case before.
    var classnames = RepeatedText()
    var filenames = RepeatedText()

    private var attributes: [XMLAttribute] = []
    /// How many of the open elements are of each kind.
    private var openCounts = ElementCounts()
    /// Start tags that came too deep and whose end tags are awaited.
    private var tooDeepCounts = ElementCounts()
    private var hasElements = false
    private var hasDeclaration = false

    init(_ bytes: [UInt8], limits: ReportLimits, workspace: String?) {
        self.bytes = bytes
        self.limits = limits
        self.workspace = workspace
        scanner = XMLScanner(bytes)
        log = WarningLog(perKindMax: limits.warningsMax)
        textBytesLeft = limits.textBytesMax
        shelf = TextShelf(bytes)
    }

    /// Reads to the end.
    mutating func read(file: String) -> TestReport {
        while let token = scanner.next() {
            take(token)
        }
        endDocument(at: bytes.count)
        addSuiteProblems()
        CountScope.check(scopes, telling: &log)
        shelf.settle(&report.suites)
        report.integrity = integrity()
        report.files = [file]
        report.warnings = log.warnings(in: bytes, file: file)
        return report
    }

    private mutating func take(_ token: XMLToken) {
        switch token {
        case .text(let range): addText(range, as: .element)
        case .characterData(let range): addText(range, as: .characterData)
        case .startTag(let name, let offset): start(name, at: offset)
        case .endTag(let name, let offset): end(name, at: offset)
        case .declaration(let offset): startDocument(at: offset)
        case .doctype(let offset):
            log.add(.doctype, "a document type declaration was skipped unread", at: offset)
        case .cut(let offset): cut(at: offset)
        }
    }

    private mutating func integrity() -> TestReport.Integrity {
        if hasElements { return isIncomplete ? .incomplete : .whole }
        if isIncomplete || hasDeclaration && !hasTextOutside {
            log.add(.incomplete, "the report ends before its first suite", at: bytes.count)
            return .incomplete
        }
        let isEmpty = bytes.allSatisfy(\.isXMLSpace)
        log.add(.unreadable, isEmpty ? "the file is empty" : "there is no test suite in it", at: 0)
        return .unreadable
    }
}

// MARK: Tags

extension JUnitReader {
    private mutating func start(_ name: Range<Int>, at offset: Int) {
        guard
            let element = JUnitElement(name: name, in: bytes),
            element.isStructure(in: open.last?.tag)
        else { return scanner.takeAsText(at: offset) }
        hasElements = true
        // No case holds a report: the one before ended in the middle, without a declaration
        // between.
        if element == .testsuites, !cases.isEmpty { endDocument(at: offset) }
        let end = scanner.readAttributes(into: &attributes)
        tellFaults()
        guard end != .cut else { return cut(at: offset) }
        let tag = JUnitTag(element, at: offset, attributes: attributes, in: bytes)
        for place in tag.repeated {
            log.add(.notWellFormed, "an attribute is given twice; the first is kept", at: place)
        }
        if isTooDeep(tag) {
            tooDeepCounts[element] += end == .open ? 1 : 0
        } else {
            open.append(opened(tag))
            openCounts[element] += 1
            if end == .closed { close() }
        }
    }

    /// Whether a tag is one too many inside others of its kind; then it is told and passed over.
    private mutating func isTooDeep(_ tag: JUnitTag) -> Bool {
        let isCase = tag.element == .testcase
        let depth = isCase ? cases.count : tag.element.isContainer ? open.count : 0
        guard depth >= limits.depthMax else { return false }
        // The cases of a suite that is passed over go to the suite around it, but a case is lost.
        isIncomplete = isIncomplete || isCase
        log.add(.limit, "elements nest deeper than \(limits.depthMax)", at: tag.offset)
        return true
    }

    private mutating func end(_ name: Range<Int>, at offset: Int) {
        let isText = open.last?.tag.holdsText == true
        guard let element = JUnitElement(name: name, in: bytes) else {
            return isText ? scanner.takeAsText(at: offset) : ()
        }
        if tooDeepCounts[element] > 0 {
            tooDeepCounts[element] -= 1
        } else if openCounts[element] > 0 {
            close(through: element, at: offset)
        } else if isText {
            scanner.takeAsText(at: offset)
        } else {
            log.add(.notWellFormed, "</\(element.name)> closes nothing", at: offset)
        }
    }

    private mutating func close(through element: JUnitElement, at offset: Int) {
        while let innermost = open.last?.tag, innermost != element {
            log.add(
                .notWellFormed,
                "<\(innermost.name)> is not closed before </\(element.name)>",
                at: offset
            )
            close()
        }
        close()
    }

    private mutating func close() {
        guard let element = open.popLast() else { return }
        openCounts[element.tag] -= 1
        closed(element)
    }

    private mutating func tellFaults() {
        for fault in scanner.faults {
            log.add(.notWellFormed, fault.message, at: fault.offset)
        }
        scanner.faults.removeAll(keepingCapacity: true)
    }
}

// MARK: Documents

extension JUnitReader {
    private mutating func startDocument(at offset: Int) {
        hasDeclaration = true
        guard !open.isEmpty, scanner.isReportDocument(at: offset) else { return }
        endDocument(at: offset)
    }

    private mutating func cut(at offset: Int) {
        if open.isEmpty {
            isIncomplete = true
            log.add(.incomplete, "the report ends inside a tag", at: offset)
        }
        endDocument(at: offset)
    }

    /// Ends what is open: a case is left out, what was said of a suite stays.
    private mutating func endDocument(at offset: Int) {
        tooDeepCounts = ElementCounts()
        guard let innermost = open.last else { return }
        isIncomplete = true
        if let unfinished = cases.last {
            let message =
                "the report ends inside the case \"\(unfinished.name)\", which is left out"
            log.add(.incomplete, message, at: offset)
        } else {
            log.add(.incomplete, "the report ends inside <\(innermost.tag.name)>", at: offset)
        }
        if let first = open.firstIndex(where: { $0.tag == .testcase }) {
            open.removeSubrange(first...)
            cases = []
        }
        while !open.isEmpty { close() }
        openCounts = ElementCounts()
    }

    private mutating func addSuiteProblems() {
        for (index, problems) in suiteProblems.sorted(by: { $0.key < $1.key }) {
            var details = TestCaseDetails()
            details.problems = problems
            let isError = problems.contains { $0.kind == .error }
            let whole = TestCase(
                suite: report.suites[index].path,
                name: "<suite>",
                outcome: isError ? .error : .failed,
                details: details
            )
            report.suites[index].cases.append(whole)
        }
    }
}
