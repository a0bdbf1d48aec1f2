/// Reads the results of xUnit.net, versions 1 and 2.
///
/// Errors of an assembly outside of any test (a fixture whose clean-up broke) are cases named after
/// what they say they are.
///
/// Source: xunit.net, "XML format" of v1 and v2.
struct XUnitNetReader: CollectingReader {
    var draft: ReportDraft
    var texts: CollectedElements
    private var assembly = ""
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
        case "assemblies", "assembly":
            draft.hasContent = true
            // The path of a build differs from machine to machine; the file's name does not.
            let file = (tag["name"] ?? "").split { $0 == "\\" || $0 == "/" }.last.map(String.init)
            if let file { assembly = draft.label(file, at: tag.offset) }
            if tag.name == "assembly" {
                failing.declare([tag["failed"], tag["errors"]], at: tag.offset)
            }
        case "test": test = Self.test(tag)
        case "error": test = Self.error(tag)
        case "failure":
            if let type = tag["exception-type"] { test?.type = type }
            if test?.outcome.isFailing == false { test?.outcome = .failed }
        case "trait":
            test?.properties.append(TestProperty(tag["name"] ?? "", tag["value"] ?? ""))
        case "message", "stack-trace", "reason", "output": texts.begin()
        default: break
        }
    }

    private static func test(_ tag: XMLWalk.Tag) -> ForeignCase {
        var test = ForeignCase(offset: tag.offset)
        test.classname = tag["type"] ?? ""
        test.name = tag["name"] ?? ""
        if test.name.hasPrefix(test.classname + "."), !test.classname.isEmpty {
            test.name = String(test.name.dropFirst(test.classname.count + 1))
        }
        test.duration = Duration(secondsText: tag["time"])
        switch tag["result"] {
        case "Pass": test.outcome = .passed
        case "Fail": test.outcome = .failed
        default:
            test.outcome = .skipped
            test.word = tag["result"] == "Skip" ? "" : tag["result"] ?? ""
        }
        return test
    }

    private static func error(_ tag: XMLWalk.Tag) -> ForeignCase {
        var error = ForeignCase(offset: tag.offset)
        error.name = tag["name"] ?? "<\(tag["type"] ?? "assembly")>"
        error.outcome = .error
        error.word = tag["type"] ?? ""
        return error
    }

    mutating func end(_ name: String, in parent: String?) {
        switch name {
        case "test", "error":
            guard var test else { return }
            self.test = nil
            if test.outcome.isFailing { failing.found += 1 }
            let suite = SuitePath([assembly, test.classname].filter { !$0.isEmpty })
            namesakes.number(&test, in: suite)
            draft.add(test.finished(in: suite, &draft), at: test.offset)
        case "message": set(parent == "reason" ? \.reason : \.message)
        case "reason": set(\.reason)
        case "stack-trace": set(\.trace)
        case "output": set(\.output)
        default: break
        }
    }

    private mutating func set(_ field: WritableKeyPath<ForeignCase, String>) {
        let text = texts.take()
        test?[keyPath: field] += text
    }
}
