import History
import Reports

/// Prints an overview of tests for people.
struct TestsTable {
    /// How many shared causes are told before the list.
    private static let causesMax = 5

    private let overview: TestOverview
    private let style: OutputStyle

    init(_ overview: TestOverview, style: OutputStyle) {
        self.overview = overview
        self.style = style
    }

    /// Prints what the run came to, and a line a test.
    func print(_ rows: [TestOverview.Row], limit: Int) {
        for line in heading { Console.print(line) }
        guard !rows.isEmpty else { return Console.print("no tests to show") }
        Console.print("")
        var table = OutputTable(["TEST", "OUTCOME", "TIME", "USUALLY", "HISTORY", "NAME"])
        for row in rows.prefix(limit) { table.add(cells(row)) }
        for (line, row) in zip(table.lines, [nil] + rows.prefix(limit).map { $0 }) {
            Console.print(row.map { coloured(line, $0) } ?? line)
            if let row { tellMore(row) }
        }
        if rows.count > limit {
            Console.print("… and \(rows.count - limit) more; --limit 0 shows all")
        }
    }

    private var heading: [String] {
        let run = overview.run
        let place = run.line.branch.map { " on \($0)" } ?? ""
        let skipped = overview.rows.count {
            $0.result.outcome == .skipped && !$0.changes.contains(.removed)
        }
        var counts = [Amounts.text(run.tests, "test"), "\(run.failed) failed"]
        if skipped > 0 { counts.append("\(skipped) skipped") }
        let summary = TerminalText.visible(run.summary, color: false)
        var lines = ["run \(run.number)\(place), \(summary): \(counts.joined(separator: ", "))"]
        if run.isVoid {
            lines.append(
                style.yellow(
                    "nearly everything failed: this run says more of the machine than of the tests"
                )
            )
        }
        lines += ComparisonText.lines(overview.base, overview.comparison, style)
        for shared in overview.sharedCauses.prefix(Self.causesMax) {
            let place = shared.cause.place.map { " (\(TerminalText.visible($0, color: false)))" }
            lines.append(
                "\(shared.results.count) tests fail for one cause: \(TestText.reason(shared.cause))\(place ?? "")"
            )
        }
        lines += overview.missingShards.map { style.red("shard \($0) is missing") }
        return lines
    }

    private func cells(_ row: TestOverview.Row) -> [String] {
        let result = row.result
        let isRemoved = row.changes.contains(.removed)
        return [
            String(result.name.id.prefix(10)),
            isRemoved ? "removed" : TestText.word(result.outcome, isFlaky: result.isFlaky),
            result.duration.map { Amounts.text($0) } ?? "-",
            row.past.usualDuration.map { Amounts.text($0) } ?? "-",
            TestText.strip(row.past, in: overview.line),
            TestText.name(result),
        ]
    }

    private func coloured(_ line: String, _ row: TestOverview.Row) -> String {
        if row.changes.contains(.removed) { return style.dim(line) }
        if row.result.outcome.isFailing { return style.red(line) }
        return row.result.isFlaky ? style.yellow(line) : line
    }

    private func tellMore(_ row: TestOverview.Row) {
        var parts: [String] = []
        if let change = row.changes.min(by: { $0.rawValue < $1.rawValue }), change != .removed {
            parts.append(change.rawValue.replacing("-", with: " "))
        }
        if let run = row.failingSince {
            parts.append(TestText.since(run, isCertain: row.sinceIsCertain))
        }
        if row.result.isQuarantined { parts.append("in quarantine") }
        if row.judgement.state != .healthy { parts.append(row.judgement.state.rawValue) }
        if let duration = row.result.duration, row.past.isSlow(duration) {
            parts.append("slower than usual")
        }
        // A test that failed for one inside it has no reason of its own.
        let reason = row.result.failure.map(TestText.reason) ?? ""
        if row.result.outcome.isFailing, !reason.isEmpty {
            parts.append(parts.isEmpty ? "| \(reason)" : reason)
        }
        if !parts.isEmpty { Console.print("              \(parts.joined(separator: "; "))") }
    }
}
