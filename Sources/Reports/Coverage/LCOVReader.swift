/// Reads LCOV's tracefiles.
///
/// Lines, branches and functions are counted from `DA`, `BRDA` and `FNDA`; the sums that stand
/// beside them are not believed.
///
/// Source: geninfo(1), "Tracefile format".
struct LCOVReader {
    private let bytes: [UInt8]
    private var draft: CoverageDraft
    private var path: String?

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> CoverageReport {
        var reader = LCOVReader(bytes: bytes, draft: CoverageDraft(bytes, source))
        for line in ReportLines(bytes) {
            reader.take(bytes.text(line), at: line.lowerBound)
        }
        if reader.path != nil {
            reader.draft.isIncomplete = true
            reader.draft.log.add(.incomplete, "the report ends too early", at: bytes.count)
        }
        return reader.draft.finished()
    }

    private mutating func take(_ line: String, at offset: Int) {
        if line == "end_of_record" { return path = nil }
        guard let colon = line.utf8.firstIndex(of: 0x3A) else { return }
        let value = line[line.utf8.index(after: colon)...]
        if line.hasPrefix("SF:") {
            path = String(value)
            return draft.change(String(value)) { _ in }
        }
        guard let path else { return }
        let words = value.split(separator: ",", omittingEmptySubsequences: false)
        draft.change(path) { Self.add(line[..<colon], words, to: &$0) }
    }

    private static func add(
        _ key: Substring,
        _ words: [Substring],
        to record: inout CoverageDraft.Record
    ) {
        switch key {
        case "DA":
            guard words.count >= 2, let line = Int(words[0]) else { return }
            record.add(line: line, hits: Int(words[1]) ?? (words[1].first == "-" ? 0 : Int.max))
        case "BRDA":
            guard words.count >= 4 else { return }
            let name = words[..<3].joined(separator: ",")
            let isTaken = words[3] != "-" && words[3] != "0"
            record.singleBranches[name] = record.singleBranches[name] == true || isTaken
        case "FN":
            guard words.count >= 2 else { return }
            // LCOV 2 tells the last line as well.
            let hasEnd = words.count >= 3 && Int(words[1]) != nil
            let name = words[(hasEnd ? 2 : 1)...].joined(separator: ",")
            record.functions[name] = record.functions[name] ?? false
        case "FNDA":
            guard words.count >= 2 else { return }
            let name = words[1...].joined(separator: ",")
            record.functions[name] = record.functions[name] == true || words[0] != "0"
        default: break
        }
    }
}
