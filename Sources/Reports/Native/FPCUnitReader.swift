/// Reads the XML of FPCUnit, Free Pascal's test library.
///
/// Source: Free Pascal, packages/fcl-fpcunit/src/xmltestreport.pp.
struct FPCUnitReader: XMLDialect {
    private var suites: [String] = []
    private var test: ForeignCase?

    mutating func begin(_ tag: XMLWalk.Tag, in names: [String], _ draft: inout ReportDraft) {
        switch tag.name {
        case "TestSuite": suites.append(draft.label(tag["Name"] ?? "", at: tag.offset))
        case "Test":
            test = ForeignCase(offset: tag.offset)
            test?.name = tag["Name"] ?? ""
            test?.classname = suites.last ?? ""
            test?.duration = Duration(clockText: tag["ElapsedTime"])
            let result = tag["Result"] ?? ""
            switch result {
            case "OK": test?.outcome = .passed
            case "Failed": test?.outcome = .failed
            case "Error": test?.outcome = .error
            default:
                test?.outcome = .skipped
                test?.word = result
            }
        default: break
        }
    }

    mutating func end(
        _ name: String,
        _ text: String,
        in names: [String],
        _ draft: inout ReportDraft
    ) {
        switch name {
        case "TestSuite": _ = suites.popLast()
        case "Message": if test?.message.isEmpty == true { test?.message = text }
        case "ExceptionClass": test?.type = text
        case "ExceptionMessage": test?.message = text
        case "SourceUnitName": test?.file = text.isEmpty ? nil : text
        case "LineNumber": test?.line = Int(text)
        case "CallStack": test?.trace = text
        case "Test":
            guard let test else { return }
            self.test = nil
            let path = SuitePath(suites.filter { !$0.isEmpty })
            draft.add(test.finished(in: path, &draft), at: test.offset)
        default: break
        }
    }
}
