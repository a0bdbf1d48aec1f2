/// Reads SonarQube's generic coverage XML.
///
/// Source: docs.sonarsource.com, "Generic test data", version 1.
struct SonarQubeReader {
    static func read(_ bytes: [UInt8], _ source: ReportSource) -> CoverageReport {
        var path = ""
        return CoverageDraft.walk(bytes, source) { tag, draft in
            if tag.name == "file" {
                path = tag["path"] ?? ""
                draft.change(path) { _ in }
            } else if tag.name == "lineToCover", let line = tag.integer("lineNumber") {
                draft.change(path) { record in
                    record.add(line: line, hits: tag["covered"] == "true" ? 1 : 0)
                    guard
                        let total = tag.integer("branchesToCover"), total > 0, total < 1 << 40
                    else { return }
                    let covered = min(max(0, tag.integer("coveredBranches") ?? 0), total)
                    record.add(branches: CoverageCount(covered: covered, total: total), line: line)
                }
            }
        }
    }
}
