/// Reads the event stream of Swift Testing (`swift test --event-stream-output-path`), one record a
/// line.
///
/// One case for each test function, as Swift Testing counts; which arguments failed stands in the
/// messages. A known issue does not fail its test, nor does one that is only a warning. A test that
/// began and never ended is an error: the process died in it.
///
/// Source: swift-testing, Documentation/ABI/JSON.md, versions 0 and 6.3.
struct SwiftTestingReader {
    /// What is known of a test.
    private struct Test {
        var classname = ""
        var name = ""
        var file: String?
        var line: Int?
        var isSuite = false
        var began: Double?
        var duration: Duration?
        var hasEnded = false
        var skip: String?
        var problems: [TestProblem] = []
        var known: [String] = []
        var offset: Int

        mutating func end(at instant: Double?) {
            hasEnded = true
            guard let began, let instant, instant >= began, instant - began < 366 * 86_400 else {
                return
            }
            duration = .nanoseconds(Int64((instant - began) * 1e9))
        }
    }

    private let bytes: [UInt8]
    private var draft: ReportDraft
    private var tests: [Test] = []
    private var places: [String: Int] = [:]
    private var hasEnded = false
    private var hasBegun = false

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = SwiftTestingReader(bytes: bytes, draft: ReportDraft(bytes, source))
        for line in ReportLines(bytes) {
            guard let record = JSONPart(bytes, from: line.lowerBound, to: line.upperBound) else {
                continue
            }
            reader.take(record)
        }
        return reader.finished()
    }

    private mutating func take(_ record: JSONPart) {
        let offset = record.range.lowerBound
        guard record.isWhole, record.kind == .object else {
            draft.isIncomplete = true
            return draft.log.add(.incomplete, "a record that is cut off", at: offset)
        }
        guard let payload = record["payload"] else { return }
        draft.hasContent = true
        if record["kind"]?.string == "test" {
            takeTest(payload, at: offset)
        } else {
            takeEvent(payload, at: offset)
        }
    }

    private mutating func takeTest(_ payload: JSONPart, at offset: Int) {
        guard let id = payload["id"]?.string else { return }
        let name = payload["name"]?.string ?? id
        let place = payload["sourceLocation"]
        var test = Test(offset: offset)
        test.isSuite = payload["kind"]?.string == "suite"
        test.name = draft.label(payload["displayName"]?.string ?? name, at: offset)
        test.classname = draft.label(Self.holder(of: id, name), at: offset)
        let path = place?["filePath"]?.string ?? place?["_filePath"]?.string
        test.file = path.map { draft.label(Self.relative($0, draft.source.workspace), at: offset) }
        test.line = place?["line"]?.integer
        change(id, at: offset) { $0 = test }
    }

    private mutating func change(_ id: String, at offset: Int, _ body: (inout Test) -> Void) {
        if let place = places[id] { return body(&tests[place]) }
        guard tests.count < draft.source.limits.casesMax else { return }
        places[id] = tests.count
        var test = Test(offset: offset)
        test.name = id
        body(&test)
        tests.append(test)
    }

    private mutating func takeEvent(_ payload: JSONPart, at offset: Int) {
        let kind = payload["kind"]?.string ?? ""
        if kind == "runStarted" { hasBegun = true }
        if kind == "runEnded" { hasEnded = true }
        guard let id = payload["testID"]?.string else { return }
        let instant = payload["instant"]?["absolute"]?.number
        switch kind {
        case "testStarted": change(id, at: offset) { $0.began = instant ?? 0 }
        case "testEnded": change(id, at: offset) { $0.end(at: instant) }
        case "testSkipped":
            let reason = messages(payload, at: offset)
            change(id, at: offset) { $0.skip = reason }
        case "issueRecorded": takeIssue(payload, of: id, at: offset)
        default: break
        }
    }

    private mutating func takeIssue(_ payload: JSONPart, of id: String, at offset: Int) {
        let issue = payload["issue"]
        let text = messages(payload, at: offset)
        let isHarmless =
            issue?["isKnown"]?.bool == true || issue?["isFailure"]?.bool == false
            || issue?["severity"]?.string == "warning"
        let max = draft.source.limits.itemsMax
        change(id, at: offset) { test in
            guard test.problems.count + test.known.count < max else { return }
            if isHarmless {
                test.known.append(text)
            } else {
                let line = String(text.prefix { !$0.isNewline })
                test.problems.append(
                    TestProblem(.failure, type: "issue", message: line, text: text)
                )
            }
        }
    }

    private mutating func messages(_ payload: JSONPart, at offset: Int) -> String {
        let told = payload["messages"]?.elements.prefix(100).compactMap { $0["text"]?.string } ?? []
        return draft.text(told.joined(separator: "\n"), at: offset)
    }
}

// MARK: The report

extension SwiftTestingReader {
    private mutating func finished() -> TestReport {
        if hasBegun, !hasEnded {
            draft.isIncomplete = true
            draft.log.add(.incomplete, "the run never ended", at: bytes.count)
        }
        for test in tests {
            add(test)
        }
        return draft.finished()
    }

    private mutating func add(_ test: Test) {
        var details = TestCaseDetails()
        details.file = test.file
        details.line = test.line
        details.problems = test.problems
        details.output = test.known.joined(separator: "\n")
        var outcome = TestOutcome.passed
        if let skip = test.skip {
            outcome = .skipped
            details.problems = [TestProblem(.skipped, message: skip)]
        } else if test.began != nil, !test.hasEnded {
            outcome = .error
            let message = "the test began and never ended: the process died"
            details.problems.append(TestProblem(.error, type: "crash", message: message))
        } else if !test.problems.isEmpty {
            outcome = .failed
        }
        // A suite is a case only where it failed itself; a test that was not chosen is none.
        if test.isSuite, test.problems.isEmpty { return }
        guard test.began != nil || test.skip != nil || !test.problems.isEmpty else { return }
        let known = TestCase(
            suite: SuitePath([test.classname.isEmpty ? "Swift Testing" : test.classname]),
            classname: test.classname,
            name: test.isSuite ? "<suite>" : test.name,
            outcome: outcome,
            duration: test.duration,
            details: details
        )
        draft.add(known, at: test.offset)
    }

    /// The module and the types around a test: its id without its own name and place.
    private static func holder(of id: String, _ name: String) -> String {
        for separator in ["/", "."] {
            guard let range = id.lastRange(of: separator + name) else { continue }
            return String(id[..<range])
        }
        return String(id.prefix { $0 != "/" })
    }

    private static func relative(_ path: String, _ workspace: String?) -> String {
        guard let workspace, path.hasPrefix(workspace + "/") else { return path }
        return String(path.dropFirst(workspace.count + 1))
    }
}

extension String {
    /// Where a text stands for the last time.
    fileprivate func lastRange(of text: String) -> Index? {
        let (own, wanted) = (Array(utf8), Array(text.utf8))
        guard own.count >= wanted.count else { return nil }
        for start in (0...(own.count - wanted.count)).reversed()
        where own[start..<(start + wanted.count)].elementsEqual(wanted) {
            return utf8.index(utf8.startIndex, offsetBy: start)
        }
        return nil
    }
}
