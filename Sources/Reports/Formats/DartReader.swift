/// Reads the JSON of `dart test --reporter json` and `flutter test --machine`, one event a line.
///
/// Hidden tests, which load files, count only where they did not succeed. A test that started and
/// never ended is an error.
///
/// Source: dart-lang/test, pkgs/test/doc/json_reporter.md.
struct DartReader {
    private struct Running {
        var test: ForeignCase
        var suite: SuitePath
        var isSkipped = false
    }

    private let bytes: [UInt8]
    private var draft: ReportDraft
    private var suites: [Int: String] = [:]
    private var groups: [Int: String] = [:]
    private var running: [Int: Running] = [:]
    private var isDone = false

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> TestReport {
        var reader = DartReader(bytes: bytes, draft: ReportDraft(bytes, source))
        for line in ReportLines(bytes) {
            guard let event = JSONPart(bytes, from: line.lowerBound, to: line.upperBound) else {
                continue
            }
            // `flutter test` wraps each event into an array at times.
            for part in event.kind == .array ? Array(event.elements) : [event] {
                reader.take(part)
            }
        }
        reader.finish()
        return reader.draft.finished()
    }

    private mutating func take(_ event: JSONPart) {
        let offset = event.range.lowerBound
        guard event.kind == .object else { return }
        guard event.isWhole else {
            draft.isIncomplete = true
            return draft.log.add(.incomplete, "an event that is cut off", at: offset)
        }
        switch event["type"]?.string {
        case "start": draft.hasContent = true
        case "suite":
            guard let suite = event["suite"], let id = suite["id"]?.integer else { return }
            suites[id] = draft.label(suite["path"]?.string ?? "", at: offset)
        case "group":
            guard let group = event["group"], let id = group["id"]?.integer else { return }
            groups[id] = draft.label(group["name"]?.string ?? "", at: offset)
        case "testStart": begin(event, at: offset)
        case "error": fail(event)
        case "print": print(event)
        case "testDone": end(event)
        case "done": isDone = true
        default: break
        }
    }

    private mutating func begin(_ event: JSONPart, at offset: Int) {
        guard let told = event["test"], let id = told["id"]?.integer else { return }
        draft.hasContent = true
        var test = ForeignCase(offset: offset)
        test.name = told["name"]?.string ?? ""
        let file = told["suiteID"]?.integer.flatMap { suites[$0] } ?? ""
        test.file = file.isEmpty ? nil : file
        test.line = told["line"]?.integer
        let ids = told["groupIDs"].map { $0.elements.compactMap(\.integer) } ?? []
        let group = ids.last.flatMap { groups[$0] } ?? ""
        if !group.isEmpty, test.name.hasPrefix(group + " ") {
            test.name = String(test.name.dropFirst(group.count + 1))
        }
        let isSkipped = told["metadata"]?["skip"]?.bool == true
        test.reason = told["metadata"]?["skipReason"]?.string ?? ""
        // The time it began stays here until it ends.
        test.duration = event["time"]?.duration(secondsPerUnit: 0.001)
        let path = SuitePath([file, group].filter { !$0.isEmpty })
        running[id] = Running(test: test, suite: path, isSkipped: isSkipped)
    }

    private mutating func fail(_ event: JSONPart) {
        guard let id = event["testID"]?.integer, var known = running[id] else { return }
        let isFailure = event["isFailure"]?.bool == true
        if known.test.outcome != .error { known.test.outcome = isFailure ? .failed : .error }
        let message = event["error"]?.string ?? ""
        if known.test.message.isEmpty { known.test.message = message }
        known.test.trace += message + "\n" + (event["stackTrace"]?.string ?? "")
        running[id] = known
    }

    private mutating func print(_ event: JSONPart) {
        guard let id = event["testID"]?.integer, running[id] != nil else { return }
        running[id]?.test.output += (event["message"]?.string ?? "") + "\n"
    }

    private mutating func end(_ event: JSONPart) {
        guard let id = event["testID"]?.integer, var known = running.removeValue(forKey: id)
        else { return }
        let result = event["result"]?.string
        if event["hidden"]?.bool == true, result == "success" { return }
        if event["skipped"]?.bool == true {
            known.test.outcome = .skipped
        } else if result == "success" {
            known.test.outcome = .passed
        } else if !known.test.outcome.isFailing {
            known.test.outcome = result == "failure" ? .failed : .error
        }
        let end = event["time"]?.duration(secondsPerUnit: 0.001)
        if let began = known.test.duration, let end {
            known.test.duration = max(.zero, end - began)
        }
        draft.add(known.test.finished(in: known.suite, &draft), at: known.test.offset)
    }

    private mutating func finish() {
        guard !running.isEmpty || !isDone, draft.hasContent else { return }
        draft.isIncomplete = true
        draft.log.add(.incomplete, "the run never ended", at: bytes.count)
        for (_, known) in running.sorted(by: { $0.key < $1.key }) {
            var test = known.test
            test.duration = nil
            test.outcome = .error
            if test.message.isEmpty { test.message = "the test began and never ended" }
            draft.add(test.finished(in: known.suite, &draft), at: test.offset)
        }
    }
}
