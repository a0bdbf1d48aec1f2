/// Reads Visual Studio's test results.
///
/// A result with inner results (the rows of a data-driven test) and those inner ones are cases of
/// their own. A run that tells why it failed though none of its tests did gets one case more,
/// `<run>`.
///
/// Source: Visual Studio's `vstst.xsd`, TeamTest 2010.
struct TRXReader: CollectingReader {
    var draft: ReportDraft
    var texts: CollectedElements
    /// The results that are open; inner ones behind those around them.
    private var open: [ForeignCase] = []
    /// The ids of their tests.
    private var openIDs: [String] = []
    /// The results that are read and stand in one that is open, with the ids of their tests.
    private var inner: [(testID: String, result: ForeignCase)] = []
    private var namesakes = Namesakes()
    private var hasFailures = false
    /// The classes of tests by their ids.
    private let classes: [String: String]
    private var runOutcome = ""
    private var runTexts: [String] = []

    /// The classes of tests by their ids.
    ///
    /// They stand behind the results, so the document is gone through once for them alone: holding
    /// all results until then takes more than the document.
    private static func classes(in bytes: [UInt8], _ source: ReportSource) -> [String: String] {
        guard bytes.firstRange(of: "<UnitTest ") != nil else { return [:] }
        var walk = XMLWalk(bytes, depthMax: source.limits.depthMax)
        var log = WarningLog(perKindMax: 0)
        var definition: String?
        var classes: [String: String] = [:]
        while let event = walk.next(telling: &log) {
            switch event {
            case .open(let tag) where tag.name == "UnitTest": definition = tag["id"]
            case .open(let tag) where tag.name == "TestMethod":
                // "Space.Class, Assembly, Version=…": the assembly is no part of the class.
                guard let definition, let name = tag["className"] else { continue }
                classes[definition] = String(name.prefix { $0 != "," })
            case .close("UnitTest"): definition = nil
            default: break
            }
        }
        return classes
    }

    init(_ bytes: [UInt8], _ source: ReportSource) {
        classes = Self.classes(in: bytes, source)
        draft = ReportDraft(bytes, source)
        texts = CollectedElements(bytes, source.limits.text)
    }

    mutating func begin(_ tag: XMLWalk.Tag) {
        switch tag.name {
        case "TestRun":
            draft.hasContent = true
            draft.name = draft.label(tag["name"] ?? "", at: tag.offset)
        case _ where Self.results.contains(tag.name):
            open.append(result(tag))
            openIDs.append(tag["testId"] ?? "")
        case "ResultSummary": runOutcome = tag["outcome"] ?? ""
        case "ResultFile":
            guard let path = tag["path"], let last = open.indices.last else { return }
            let file = path.split(separator: "\\", omittingEmptySubsequences: false)
            let attachment = TestAttachment(
                written: file.joined(separator: "/"),
                workspace: draft.source.workspace
            )
            open[last].attachments.append(attachment)
        case "Message", "StackTrace", "StdOut", "StdErr", "Text": texts.begin()
        default: break
        }
    }

    /// The elements that are results.
    private static let results: Set = [
        "UnitTestResult", "TestResult", "GenericTestResult", "WebTestResult", "ManualTestResult",
        "LoadTestResult", "TestResultAggregation",
    ]

    private func result(_ tag: XMLWalk.Tag) -> ForeignCase {
        var result = ForeignCase(offset: tag.offset)
        result.classname = tag["testId"].flatMap { classes[$0] } ?? ""
        result.name = tag["testName"] ?? ""
        // Of old the rows of a table have the name of the whole.
        if let row = tag["dataRowInfo"], !row.isEmpty, result.name == open.last?.name {
            result.name += " row \(row)"
        }
        result.duration = Duration(clockText: tag["duration"])
        result.word = tag["outcome"] ?? ""
        result.outcome = Self.outcome(result.word)
        return result
    }

    /// Everything that says neither pass nor fail was not run to its end for reasons outside of the
    /// test, and counts as skipped under its own word, as in other readers of this format.
    private static func outcome(_ word: String) -> TestOutcome {
        switch word {
        case "Passed", "PassedButRunAborted", "Completed", "Warning": .passed
        case "Failed": .failed
        case "Error", "Timeout": .error
        // Some producers write no outcome for a test that did not pass.
        case "": .error
        default: .skipped
        }
    }

    mutating func end(_ name: String, in parent: String?) {
        switch name {
        case _ where Self.results.contains(name):
            guard let result = open.popLast(), let id = openIDs.popLast() else { return }
            inner.append((id, result))
            if open.isEmpty { addResults() }
        case "Message": set(\.message)
        case "StackTrace": set(\.trace)
        case "StdOut": set(\.output)
        case "StdErr": set(\.errorOutput)
        case "Text":
            let text = texts.take()
            if open.isEmpty, runTexts.count < 100 { runTexts.append(text) }
        default: break
        }
    }

    private mutating func set(_ field: WritableKeyPath<ForeignCase, String>) {
        let text = texts.take()
        guard let last = open.indices.last else { return }
        open[last][keyPath: field] += text
    }

    mutating func finish() {
        addResults()
        let isBroken = ["Failed", "Error", "Aborted", "Timeout"].contains(runOutcome)
        if isBroken, !hasFailures {
            let message = "the run ended with \"\(runOutcome)\", but none of its tests failed"
            draft.log.add(.declaredCount, message, at: 0)
            if !runTexts.isEmpty { addRun() }
        }
    }

    /// Adds a result and those inside it, which end before it.
    private mutating func addResults() {
        for (id, result) in inner.sorted(by: { $0.result.offset < $1.result.offset }) {
            var result = result
            hasFailures = hasFailures || result.outcome.isFailing
            let suite = SuitePath([result.classname.isEmpty ? "TRX" : result.classname])
            namesakes.number(&result, in: suite, id: id)
            draft.add(result.finished(in: suite, &draft), at: result.offset)
        }
        inner.removeAll(keepingCapacity: true)
    }

    private mutating func addRun() {
        var run = ForeignCase(offset: 0)
        run.name = "<run>"
        run.outcome = .error
        run.word = runOutcome
        run.message = runTexts.first ?? "the run ended with \"\(runOutcome)\""
        run.trace = runTexts.dropFirst().joined(separator: "\n")
        draft.add(run.finished(in: SuitePath(["TRX"]), &draft), at: 0)
    }
}
