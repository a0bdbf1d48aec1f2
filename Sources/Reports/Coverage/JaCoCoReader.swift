/// Reads JaCoCo's coverage XML, and Kover's, which is the same.
///
/// A source file is counted by the counters below it; some reports tell only classes, and then a
/// class stands for its file.
///
/// Source: jacoco.org, report.dtd 1.1.
struct JaCoCoReader {
    private var draft: CoverageDraft
    private var walk: XMLWalk
    private var package = ""
    /// The source file or class that is open.
    private var path: String?
    private var isClass = false
    /// The files that a `sourcefile` element told of.
    private var sourceFiles: Set<String> = []
    /// What classes tell of files.
    private var classCounts: [String: [String: CoverageCount]] = [:]

    static func read(_ bytes: [UInt8], _ source: ReportSource) -> CoverageReport {
        var reader = JaCoCoReader(
            draft: CoverageDraft(bytes, source),
            walk: XMLWalk(bytes, depthMax: source.limits.depthMax)
        )
        while let event = reader.walk.next(telling: &reader.draft.log) {
            switch event {
            case .open(let tag): reader.begin(tag)
            case .close("class"), .close("sourcefile"): reader.path = nil
            default: break
            }
        }
        reader.draft.isIncomplete = reader.walk.isCut
        reader.addClasses()
        return reader.draft.finished()
    }

    private mutating func begin(_ tag: XMLWalk.Tag) {
        switch tag.name {
        case "package": package = tag["name"] ?? ""
        case "sourcefile": begin(file: tag["name"] ?? "", isClass: false)
        case "class":
            begin(file: tag["sourcefilename"] ?? tag["name"] ?? "", isClass: true)
        case "line": addLine(tag)
        case "counter": addCounter(tag)
        default: break
        }
    }

    private mutating func begin(file name: String, isClass: Bool) {
        let full = package.isEmpty ? name : "\(package)/\(name)"
        path = full
        self.isClass = isClass
        guard !isClass else { return }
        sourceFiles.insert(full)
        draft.change(full) { _ in }
    }

    /// `mi` and `ci` count instructions; gcovr leaves them out, and then nothing is known.
    private mutating func addLine(_ tag: XMLWalk.Tag) {
        guard
            let path, let number = tag.integer("nr"), let covered = tag.integer("ci"),
            let missed = tag.integer("mi"), covered + missed > 0
        else { return }
        draft.change(path) { $0.add(line: number, hits: covered) }
    }

    private mutating func addCounter(_ tag: XMLWalk.Tag) {
        // Those of methods, packages and groups are sums or parts of what is counted.
        let around = walk.names.dropLast().last
        guard
            let path, around == "class" || around == "sourcefile", let type = tag["type"],
            let missed = tag.integer("missed"), let covered = tag.integer("covered"),
            missed >= 0, covered >= 0, missed < 1 << 40, covered < 1 << 40
        else { return }
        let count = CoverageCount(covered: covered, total: covered + missed)
        if isClass {
            classCounts[path, default: [:]][type, default: CoverageCount()] += count
        } else {
            set(count, type, of: path)
        }
    }

    private mutating func set(_ count: CoverageCount, _ type: String, of path: String) {
        draft.change(path) { record in
            switch type {
            case "LINE": record.lineCount = count
            case "BRANCH": record.branchCount = count
            case "METHOD": record.functionCount = count
            default: break
            }
        }
    }

    private mutating func addClasses() {
        for (path, counts) in classCounts.sorted(by: { $0.key < $1.key })
        where !sourceFiles.contains(path) {
            for (type, count) in counts { set(count, type, of: path) }
        }
    }
}
