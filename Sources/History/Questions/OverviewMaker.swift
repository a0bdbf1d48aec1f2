import Reports

/// Asks history all that an overview tells.
package struct OverviewMaker {
    private let history: HistoryStore
    private let run: RunEntry
    private let base: Base?
    private let now: Int64

    /// An overview of a run.
    ///
    /// - Parameters:
    ///   - history: Where the runs are known.
    ///   - run: The run.
    ///   - base: What it is compared with.
    ///   - now: The time in seconds since 1970.
    package init(_ history: HistoryStore, of run: RunEntry, base: Base?, now: Int64) {
        self.history = history
        self.run = run
        self.base = base
        self.now = now
    }

    /// The overview.
    ///
    /// - Throws: `HistoryError`.
    package func overview() throws -> TestOverview {
        let head = try history.suite(of: run.number)
        let comparison = try base.map { base in
            SuiteComparison(head, with: try history.suite(of: base.run.number))
        }
        let line = try history.runs(
            of: run.line,
            upTo: run.number,
            limit: TestOverview.stripLength
        )
        let pasts = try history.pasts(in: line)
        let judgements = try judgements()
        let failing = head.results.filter(\.outcome.isFailing)
        let beginnings = try beginnings(of: Set(failing.map(\.key)))
        let changes = comparison.map(Self.changes) ?? [:]
        var rows = (head.results + (comparison?.removed ?? [])).map { result in
            let since =
                changes[result.key]?.contains(.removed) == true ? nil : beginnings[result.key]
            return TestOverview.Row(
                result: result,
                changes: changes[result.key] ?? [],
                past: pasts[result.key] ?? TestPast(),
                judgement: judgements[result.key] ?? .unknown,
                failingSince: since?.run,
                sinceIsCertain: since?.isCertain ?? false
            )
        }
        rows.sort(by: Self.comesBefore)
        return TestOverview(
            run: run,
            base: base,
            comparison: comparison,
            missingShards: head.missingShards.map(\.text),
            line: line.reversed(),
            rows: rows
        )
    }

    private static func comesBefore(_ one: TestOverview.Row, _ other: TestOverview.Row) -> Bool {
        func rank(_ row: TestOverview.Row) -> Int {
            if row.changes.contains(.removed) { return 3 }
            if row.result.outcome.isFailing { return 0 }
            return row.result.isFlaky ? 1 : 2
        }
        let (first, second) = (rank(one), rank(other))
        guard first == second else { return first < second }
        return (one.result.name.text, one.result.key.variant)
            < (other.result.name.text, other.result.key.variant)
    }

    private static func changes(_ comparison: SuiteComparison) -> [SuiteResult.Key: Set<
        TestOverview.Change
    >] {
        var changes: [SuiteResult.Key: Set<TestOverview.Change>] = [:]
        let groups: [(TestOverview.Change, [SuiteResult])] = [
            (.newlyFailing, comparison.newlyFailing), (.stillFailing, comparison.stillFailing),
            (.fixed, comparison.fixed), (.new, comparison.new), (.removed, comparison.removed),
            (.newlySkipped, comparison.newlySkipped),
        ]
        for (change, results) in groups {
            for result in results { changes[result.key, default: []].insert(change) }
        }
        return changes
    }

    /// Only tests that failed or contradicted themselves can be anything but healthy.
    private func judgements() throws -> [SuiteResult.Key: TestJudgement] {
        let window = try history.runs(
            ofFile: run.line.file,
            upTo: run.number,
            limit: TestOverview.judgementLength
        ).filter { !$0.isVoid }
        let suspects = try history.suspects(in: window)
        guard !suspects.isEmpty else { return [:] }
        return try history.pasts(in: window, ofTests: suspects).mapValues {
            TestJudgement($0.sightings, now: now)
        }
    }

    /// When the failures of tests began, in the line of the run.
    private func beginnings(of tests: Set<SuiteResult.Key>) throws -> [SuiteResult.Key: (
        run: RunEntry, isCertain: Bool
    )] {
        guard !tests.isEmpty else { return [:] }
        var found: [SuiteResult.Key: (run: RunEntry, isCertain: Bool)] = [:]
        var open = tests
        var upTo = run.number
        // Most failures are young: a few runs tell, and only what is still open is looked for further back.
        for count in [20, 80, TestOverview.sinceLength - 100] where !open.isEmpty {
            let runs = try history.runs(of: run.line, upTo: upTo, limit: count)
            guard let oldest = runs.last else { break }
            let byNumber = Dictionary(uniqueKeysWithValues: runs.map { ($0.number, $0) })
            for (key, past) in try history.pasts(in: runs, of: open) where open.contains(key) {
                guard let since = past.failingSince else {
                    // It passed in the newest run of this part, so what was found before is the beginning.
                    if let earlier = found[key] { found[key] = (earlier.run, true) }
                    if past.sightings.contains(where: { $0.outcome != .skipped }) {
                        open.remove(key)
                    }
                    continue
                }
                if let run = byNumber[since.run] { found[key] = (run, since.isCertain) }
                if since.isCertain { open.remove(key) }
            }
            upTo = oldest.number - 1
        }
        return found
    }
}
