/// Reads what `go test -coverprofile` writes; its "lines" are statements, as Go counts them.
///
/// Source: golang.org/x/tools/cover, `name.go:line.column,line.column statements count`.
struct GoCoverReader {
    /// A stretch of statements that are run together.
    private struct Block: Hashable {
        var first: Int
        var last: Int
        var place: String
    }

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> CoverageReport {
        var draft = CoverageDraft(bytes, source)
        // One block comes once for each package whose tests reach it.
        var blocks: [String: [Block: (statements: Int, hits: Int)]] = [:]
        for line in ReportLines(bytes) {
            let text = bytes.text(line)
            guard !text.hasPrefix("mode: "), !text.isEmpty else { continue }
            guard let (path, block, statements, hits) = parse(text) else {
                draft.log.add(.notWellFormed, "a line that is no block", at: line.lowerBound)
                continue
            }
            let known = blocks[path]?[block]?.hits ?? 0
            blocks[path, default: [:]][block] = (statements, max(known, hits))
            draft.change(path) { $0.lineCount = CoverageCount() }
        }
        for (path, known) in blocks {
            draft.change(path) { record in
                for (block, count) in known { add(block, count, to: &record) }
            }
        }
        return draft.finished()
    }

    private static func add(
        _ block: Block,
        _ count: (statements: Int, hits: Int),
        to record: inout CoverageDraft.Record
    ) {
        let covered = count.hits > 0 ? count.statements : 0
        record.lineCount? += CoverageCount(covered: covered, total: count.statements)
        for line in block.first...min(block.last, block.first + 10_000) {
            record.add(line: line, hits: count.hits)
        }
    }

    private static func parse(_ text: String) -> (String, Block, Int, Int)? {
        let words = text.split(separator: " ")
        guard words.count == 3, let colon = words[0].lastIndex(of: ":") else { return nil }
        let place = words[0][words[0].index(after: colon)...]
        let lines = place.split(separator: ",").compactMap { $0.split(separator: ".").first }
            .compactMap { Int($0) }
        guard
            lines.count == 2, lines[0] <= lines[1], let statements = Int(words[1]),
            let hits = Int(words[2]), (0..<1 << 32).contains(statements)
        else { return nil }
        let block = Block(first: lines[0], last: lines[1], place: String(place))
        return (String(words[0][..<colon]), block, statements, hits)
    }
}
