/// A coverage report while it is read: one record for each source file, however often a report
/// comes back to it.
struct CoverageDraft {
    /// What is known of a file.
    struct Record {
        /// How often each line was run.
        var lines: [Int: Int] = [:]
        /// The branches of each line, told together.
        var branches: [Int: CoverageCount] = [:]
        /// The branches and functions told one by one, by whatever tells them apart.
        var singleBranches: [String: Bool] = [:]
        var functions: [String: Bool] = [:]
        /// Counts that take the place of what would be counted, where a report tells no lines.
        var lineCount: CoverageCount?
        var branchCount: CoverageCount?
        var functionCount: CoverageCount?

        /// Adds a line; of a line told twice the larger number of runs counts.
        mutating func add(line: Int, hits: Int) {
            lines[line] = max(lines[line] ?? 0, hits)
        }

        /// Adds the branches of a line; of a line told twice the better ones count.
        mutating func add(branches count: CoverageCount, line: Int) {
            let known = branches[line]
            guard known.map({ $0.covered < count.covered || $0.total < count.total }) ?? true
            else { return }
            branches[line] = count
        }
    }

    let source: ReportSource
    var log: WarningLog
    var isIncomplete = false
    private let bytes: [UInt8]
    private var order: [String] = []
    private var places: [String: Int] = [:]
    private var records: [Record] = []

    init(_ bytes: [UInt8], _ source: ReportSource) {
        self.bytes = bytes
        self.source = source
        log = WarningLog(perKindMax: source.limits.warningsMax)
    }

    /// Changes what is known of a file.
    mutating func change(_ path: String, _ body: (inout Record) -> Void) {
        if let place = places[path] { return body(&records[place]) }
        guard records.count < source.limits.suitesMax else {
            return log.add(.limit, "more than \(source.limits.suitesMax) files", at: 0)
        }
        places[path] = records.count
        order.append(path)
        var record = Record()
        body(&record)
        records.append(record)
    }

    /// The report, when all is read.
    func finished() -> CoverageReport {
        CoverageReport(
            file: source.file,
            files: zip(order, records).map(Self.file),
            isIncomplete: isIncomplete,
            warnings: log.warnings(in: bytes, file: source.file)
        )
    }

    private static func file(_ path: String, _ record: Record) -> CoverageFile {
        let clean = TerminalSequences.clean(Array(path.utf8), .drop).bytes
        var file = CoverageFile(path: String(decoding: clean, as: UTF8.self))
        file.lines = record.lineCount ?? count(record.lines.values.lazy.map { $0 > 0 })
        file.functions = record.functionCount ?? count(record.functions.values)
        file.branches = record.branchCount ?? count(record.singleBranches.values)
        if record.branchCount == nil {
            file.branches += record.branches.values.reduce(into: CoverageCount()) { $0 += $1 }
        }
        file.missedLines = missed(record.lines)
        return file
    }

    private static func count(_ things: some Sequence<Bool>) -> CoverageCount {
        things.reduce(into: CoverageCount()) { $0.count(isCovered: $1) }
    }

    private static func missed(_ lines: [Int: Int]) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for line in lines.filter({ $0.value == 0 }).keys.sorted() {
            if let last = ranges.last, last.upperBound == line - 1 {
                ranges[ranges.count - 1] = last.lowerBound...line
            } else {
                ranges.append(line...line)
            }
        }
        return ranges
    }
}
