import GRDB
import Reports

extension HistoryStore {
    /// What tests did in some runs; results of steps that failed as a whole are left out.
    ///
    /// - Parameters:
    ///   - runs: The runs to look at, in any order.
    ///   - tests: The tests; all where nil.
    /// - Returns: The pasts by test and cell.
    /// - Throws: `HistoryError`.
    package func pasts(in runs: [RunEntry], of tests: Set<SuiteResult.Key>? = nil) throws
        -> [SuiteResult.Key: TestPast]
    {
        try pasts(in: runs, ofTests: tests.map { Set($0.map(\.test)) })
    }

    /// The same for tests by their numbers in the database, in every cell.
    func pasts(in runs: [RunEntry], ofTests tests: Set<Int64>?) throws
        -> [SuiteResult.Key: TestPast]
    {
        let numbers = runs.map { "\($0.number)" }.joined(separator: ",")
        let chosen = tests.map { tests in
            "AND r.test IN (\(tests.sorted().map(String.init).joined(separator: ",")))"
        }
        let times = Dictionary(uniqueKeysWithValues: runs.map { ($0.number, $0.began) })
        return try read { database in
            var pasts: [SuiteResult.Key: TestPast] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT r.run, r.test, r.outcome, r.flaky, r.duration, s.input, j.variant
                    FROM result r JOIN step s ON s.id = r.step JOIN job j ON j.id = s.job
                    WHERE r.run IN (\(numbers)) \(chosen ?? "") AND NOT s.void
                    ORDER BY r.run, r.test, r.step
                    """
            )
            while let row = try rows.next() {
                let key = SuiteResult.Key(test: row[1], variant: row[6])
                let run = row[0] as Int
                pasts[key, default: TestPast()].note(row, run, times[run] ?? 0)
            }
            return pasts
        }
    }

    /// Tests that failed or contradicted themselves in some runs.
    func suspects(in runs: [RunEntry]) throws -> Set<Int64> {
        let numbers = runs.map { "\($0.number)" }.joined(separator: ",")
        return try read { database in
            try Set(
                Int64.fetchCursor(
                    database,
                    sql: """
                        SELECT DISTINCT test FROM result INDEXED BY result_worth_a_look
                        WHERE run IN (\(numbers)) AND (outcome > 1 OR flaky)
                        """
                )
            )
        }
    }
}

extension TestPast {
    fileprivate mutating func note(_ row: Row, _ run: Int, _ time: Int64) {
        let sighting = Sighting(
            run: run,
            time: time,
            input: row[5],
            outcome: TestOutcome(code: row[2]),
            isFlaky: row[3]
        )
        if sighting.outcome == .passed, let duration = row[4] as Int64? {
            durations.append(.microseconds(duration))
        }
        // A job that was tried again in the same run: what differs is flaky within the run.
        if let last = sightings.last, last.run == run {
            let differs = last.outcome.isFailing != sighting.outcome.isFailing
            sightings[sightings.count - 1].isFlaky = last.isFlaky || sighting.isFlaky || differs
            if sighting.outcome.code > last.outcome.code {
                sightings[sightings.count - 1].outcome = sighting.outcome
            }
        } else {
            sightings.append(sighting)
        }
    }
}
