/// Reads the results of NUnit 2 and NUnit 3.
///
/// A suite whose own set-up or tear-down failed gets one case more, `<suite>`.
///
/// Source: docs.nunit.org, "Test Result XML Format", of both versions.
struct NUnitReader: CollectingReader {
    /// A suite that is open.
    private struct OpenSuite {
        var path: SuitePath
        var site: String
        var result: String
        var hasFailingCase = false
        var failure: ForeignCase
    }

    var draft: ReportDraft
    var texts: CollectedElements
    private var suites: [OpenSuite] = []
    private var test: ForeignCase?
    private var failing = DeclaredFailures()
    private var namesakes = Namesakes()

    init(_ bytes: [UInt8], _ source: ReportSource) {
        draft = ReportDraft(bytes, source)
        texts = CollectedElements(bytes, source.limits.text)
    }

    mutating func finish() {
        failing.check(&draft)
    }

    mutating func begin(_ tag: XMLWalk.Tag) {
        switch tag.name {
        case "test-run", "test-results":
            draft.hasContent = true
            draft.name = draft.label(tag["name"] ?? "", at: tag.offset)
            failing.declare([tag["failed"], tag["failures"], tag["errors"]], at: tag.offset)
        case "test-suite": beginSuite(tag)
        case "test-case": test = Self.test(tag)
        case "failure":
            // Of two words that contradict each other the one for the failure is believed.
            if test?.outcome == .passed { test?.outcome = .failed }
        case "message", "stack-trace", "output", "filePath": texts.begin()
        default: break
        }
    }

    private mutating func beginSuite(_ tag: XMLWalk.Tag) {
        let around = suites.last?.path ?? SuitePath()
        let path = around.appending(draft.label(tag["name"] ?? "", at: tag.offset))
        suites.append(
            OpenSuite(
                path: path,
                site: tag["site"] ?? "",
                // The earliest versions tell it by another word.
                result: tag["result"] ?? (tag["success"]?.lowercased() == "false" ? "Failed" : ""),
                failure: ForeignCase(offset: tag.offset)
            )
        )
        draft.change(path, at: tag.offset) { suite in
            suite.timestamp = tag["start-time"].flatMap { ReportTimestamp(parsing: $0) }
        }
    }

    private static func test(_ tag: XMLWalk.Tag) -> ForeignCase {
        var test = ForeignCase(offset: tag.offset)
        test.name = tag["name"] ?? ""
        test.classname = tag["classname"] ?? ""
        if test.classname.isEmpty {
            // NUnit 2 has one name; the dots in its arguments part nothing.
            let full = tag["fullname"] ?? test.name
            let method = String(full.prefix { $0 != "(" })
            test.classname = method.splitAtLast(".").before
            if !test.classname.isEmpty, test.name == full {
                test.name = String(full.dropFirst(test.classname.count + 1))
            }
        }
        test.duration = Duration(secondsText: tag["duration"] ?? tag["time"])
        let label = tag["label"] ?? ""
        test.word = label.isEmpty ? tag["result"] ?? "" : label
        test.outcome = outcome(tag)
        return test
    }

    private static func outcome(_ tag: XMLWalk.Tag) -> TestOutcome {
        switch tag["result"] {
        case "Passed", "Success", "Warning": return .passed
        case "Failed", "Failure": return .failed
        case "Error": return .error
        case "Skipped", "Ignored", "Inconclusive", "NotRunnable", "Cancelled": return .skipped
        default: break
        }
        // The earliest versions tell it by two words.
        if tag["executed"]?.lowercased() == "false" { return .skipped }
        return tag["success"]?.lowercased() == "false" ? .failed : .passed
    }

    mutating func end(_ name: String, in parent: String?) {
        switch name {
        case "test-case": endCase()
        case "test-suite": endSuite()
        case "message":
            set(parent == "reason" ? \.reason : \.message)
        case "stack-trace": set(\.trace)
        case "output": set(\.output)
        case "filePath":
            let path = texts.take()
            let attachment = TestAttachment(written: path, workspace: draft.source.workspace)
            test?.attachments.append(attachment)
        default: break
        }
    }

    private mutating func set(_ field: WritableKeyPath<ForeignCase, String>) {
        let text = texts.take()
        if test != nil {
            test?[keyPath: field] += text
        } else if let last = suites.indices.last {
            suites[last].failure[keyPath: field] += text
        }
    }

    private mutating func endCase() {
        guard var test else { return }
        self.test = nil
        if test.outcome.isFailing {
            markFailing()
            failing.found += 1
        }
        let suite = suites.last?.path ?? SuitePath()
        namesakes.number(&test, in: suite)
        draft.add(test.finished(in: suite, &draft), at: test.offset)
    }

    private mutating func markFailing() {
        for index in suites.indices { suites[index].hasFailingCase = true }
    }

    private mutating func endSuite() {
        guard let suite = suites.popLast() else { return }
        var failure = suite.failure
        let isOwn = suite.site == "SetUp" || suite.site == "TearDown"
        let isFailed = ["Failed", "Failure", "Error"].contains(suite.result)
        let isUnexplained = isFailed && !suite.hasFailingCase && suite.site.isEmpty
        guard isOwn && isFailed || isUnexplained, !failure.message.isEmpty else { return }
        failure.name = "<suite>"
        failure.outcome = .error
        failure.word = suite.site
        markFailing()
        failing.found += 1
        draft.add(failure.finished(in: suite.path, &draft), at: failure.offset)
    }
}
