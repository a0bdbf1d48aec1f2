/// Reads Clover's coverage XML, which PHPUnit and Istanbul write as well.
///
/// Lines are its `line` elements of every type; those of type `cond` have two branches each, those
/// of type `method` are functions.
struct CloverReader {
    static func read(_ bytes: [UInt8], _ source: ReportSource) -> CoverageReport {
        var path = ""
        return CoverageDraft.walk(bytes, source) { tag, draft in
            if tag.name == "file" {
                path = tag["path"] ?? tag["name"] ?? ""
                draft.change(path) { _ in }
            } else if tag.name == "line", let number = tag.integer("num") {
                draft.change(path) { add(tag, number, to: &$0) }
            }
        }
    }

    private static func add(
        _ tag: XMLWalk.Tag,
        _ number: Int,
        to record: inout CoverageDraft.Record
    ) {
        let (taken, avoided) = (tag.integer("truecount") ?? 0, tag.integer("falsecount") ?? 0)
        let isCondition = tag["type"] == "cond"
        let hits = tag.integer("count") ?? (isCondition ? max(taken, avoided) : 0)
        record.add(line: number, hits: hits)
        if isCondition {
            let covered = (taken > 0 ? 1 : 0) + (avoided > 0 ? 1 : 0)
            record.add(branches: CoverageCount(covered: covered, total: 2), line: number)
        } else if tag["type"] == "method" {
            record.functions["\(number) \(tag["name"] ?? "")"] = hits > 0
        }
    }
}
