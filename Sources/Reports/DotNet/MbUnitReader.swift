/// Reads the results of MbUnit 2.
///
/// Source: mbunit.googlecode.com, MbUnit.Core.Reports.Serialization.
struct MbUnitReader: XMLDialect {
    private var assembly = ""
    private var fixture = ""
    private var test: ForeignCase?

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "assembly": assembly = draft.label(tag["name"] ?? "", at: tag.offset)
        case "fixture": fixture = tag["type"] ?? tag["name"] ?? ""
        case "run": test = Self.test(tag, in: fixture)
        case "exception": if test?.type.isEmpty == true { test?.type = tag["type"] ?? "" }
        default: break
        }
    }

    private static func test(_ tag: XMLWalk.Tag, in fixture: String) -> ForeignCase {
        var test = ForeignCase(offset: tag.offset)
        test.classname = fixture
        test.name = tag["name"] ?? ""
        test.duration = Duration(secondsText: tag["duration"])
        switch tag["result"] {
        case "success": test.outcome = .passed
        case "failure": test.outcome = .failed
        case "ignore", "skip": test.outcome = .skipped
        default:
            test.outcome = .error
            test.word = tag["result"] ?? ""
        }
        return test
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        switch name {
        case "message": if test?.message.isEmpty == true { test?.message = text }
        case "stack-trace": test?.trace += text
        case "console-out": test?.output += text
        case "console-error": test?.errorOutput += text
        case "run":
            guard let test else { return }
            self.test = nil
            let suite = SuitePath([assembly, fixture].filter { !$0.isEmpty })
            draft.add(test.finished(in: suite, &draft), at: test.offset)
        default: break
        }
    }
}
