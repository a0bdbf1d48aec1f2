import Reports

/// Prints reports for people: a line a file, then what failed.
struct ReportPrinter {
    /// How many failures are told of one file.
    private static let failuresMax = 1_000

    private let style: OutputStyle

    init(_ style: OutputStyle) {
        self.style = style
    }

    /// Prints some files, and their sums where there are several.
    func print(_ contents: [ReportContent], _ listing: ReportListing) {
        for (index, content) in contents.enumerated() {
            let flaky = listing.flaky(inFile: index)
            switch content {
            case .tests(let report, let format):
                print(report, format.rawValue, listing.distinct(inFile: index), flaky: flaky)
            case .unknown(let report):
                print(report, "unknown", report.totals.tests, flaky: flaky)
            case .coverage(let report, let format): print(report, format.rawValue)
            }
            for warning in content.tests.warnings { Self.tell(warning, color: style.color) }
        }
        if contents.count > 1 {
            let sums = text(listing.totals, listing.distinct, flaky: listing.flaky)
            Console.print("\(contents.count) files: \(sums)")
        }
    }

    private func print(_ report: TestReport, _ format: String, _ distinct: Int, flaky: Int) {
        let name = Self.fileName(report.files.first ?? "", color: style.color)
        let integrity = report.integrity == .whole ? "" : ", \(report.integrity.rawValue)"
        let totals = report.totals
        Console.print("\(name) (\(format)\(integrity)): \(text(totals, distinct, flaky: flaky))")
        let failures = report.cases.lazy.filter(\.outcome.isFailing)
        for testCase in failures.prefix(Self.failuresMax) { print(testCase) }
        let count = totals.failed + totals.errors
        if count > Self.failuresMax { Console.print("  … and \(count - Self.failuresMax) more") }
    }

    private func print(_ testCase: TestCase) {
        let names = (testCase.suite.names.suffix(3) + [testCase.classname, testCase.name])
            .filter { !$0.isEmpty }
        var told: [String] = []
        for name in names where told.last != name { told.append(name) }
        let place = testCase.details.file.map { file in
            "  \(file)\(testCase.details.line.map { ":\($0)" } ?? "")"
        }
        let word = testCase.outcome == .error ? "error " : "failed"
        Console.print(
            "  \(style.red(word)) \(clean(told.joined(separator: " > ")))\(clean(place ?? ""))"
        )
        let line = testCase.failureLine
        if !line.isEmpty { Console.print("       | \(clean(String(line.prefix(300))))") }
    }

    private func print(_ report: CoverageReport, _ format: String) {
        let integrity = report.isIncomplete ? ", incomplete" : ""
        let counts = [
            (report.lines, "line"), (report.branches, "branch"),
            (report.functions, "function"),
        ]
        let told = counts.filter { $0.0.total > 0 }.map { Self.text($0.0, $0.1) }
        let files = Amounts.text(report.files.count, "file")
        Console.print(
            "\(clean(report.file)) (\(format)\(integrity)): "
                + ([files] + told).joined(separator: ", ")
        )
    }

    private static func text(_ count: CoverageCount, _ noun: String) -> String {
        let percent = count.percent.map { "\($0)% of " } ?? ""
        return "\(percent)\(Amounts.text(count.total, noun))"
    }

    private func text(_ totals: ReportTotals, _ distinct: Int, flaky: Int) -> String {
        let tests = Amounts.text(totals.tests, "test")
        // What is counted are elements; of a test that was tried again there are several.
        let attempts = distinct == totals.tests ? tests : "\(tests) (\(distinct) different)"
        var parts = [attempts, "\(totals.passed) passed"]
        if totals.failed > 0 { parts.append(style.red("\(totals.failed) failed")) }
        if totals.errors > 0 { parts.append(style.red(Amounts.text(totals.errors, "error"))) }
        if totals.skipped > 0 { parts.append("\(totals.skipped) skipped") }
        if flaky > 0 { parts.append(style.yellow("\(flaky) flaky")) }
        let time = totals.duration > .zero ? "  \(Amounts.text(totals.duration))" : ""
        return parts.joined(separator: ", ") + time
    }

    /// Tells on standard error what was wrong with a file.
    static func tell(_ warning: ReportWarning, color: Bool = false) {
        let file = fileName(warning.file, color: color)
        let excerpt = clean(warning.excerpt, color: color)
        Console.tell(
            "\(file):\(warning.line):\(warning.column): warning: "
                + clean(warning.message, color: color)
                + (excerpt.isEmpty ? "" : "\n   | \(excerpt)")
        )
    }

    /// A file's name at the beginning of a line.
    private static func fileName(_ name: String, color: Bool) -> String {
        clean(name.hasPrefix("::") ? "./" + name : name, color: color)
    }

    private func clean(_ text: String) -> String {
        Self.clean(text, color: style.color)
    }

    private static func clean(_ text: String, color: Bool) -> String {
        TerminalText.quoted(text, color: color)
    }
}
