/// Reads Cobertura's coverage XML, which many other tools write as well.
///
/// A line stands below its method and below its class; it is counted once. Branches are those of
/// `condition-coverage="50% (1/2)"`.
struct CoberturaReader {
    static func read(_ bytes: [UInt8], _ source: ReportSource) -> CoverageReport {
        var path = ""
        return CoverageDraft.walk(bytes, source) { tag, draft in
            switch tag.name {
            case "class":
                path = tag["filename"] ?? tag["name"] ?? ""
                draft.change(path) { _ in }
            case "line":
                guard let number = tag.integer("number"), let hits = hits(tag) else { return }
                draft.change(path) { record in
                    record.add(line: number, hits: hits)
                    if let branches = branches(tag["condition-coverage"]) {
                        record.add(branches: branches, line: number)
                    }
                }
            default: break
            }
        }
    }

    /// A number of runs that fits no integer is a large one all the same.
    private static func hits(_ tag: XMLWalk.Tag) -> Int? {
        guard let text = tag["hits"] else { return nil }
        return Int(text) ?? Double(text).map { $0 > 0 ? Int.max : 0 }
    }

    /// The two numbers in the brackets of `50% (1/2)`.
    private static func branches(_ text: String?) -> CoverageCount? {
        guard let text, let open = text.firstIndex(of: "(") else { return nil }
        let numbers = text[open...].split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] <= numbers[1] else { return nil }
        return CoverageCount(covered: numbers[0], total: numbers[1])
    }
}
