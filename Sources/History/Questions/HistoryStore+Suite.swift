import GRDB
import Reports

extension HistoryStore {
    /// All tests of a run.
    package func suite(of run: Int) throws -> Suite {
        try read { database in
            var results: [SuiteResult] = []
            var places: [SuiteResult.Key: Int] = [:]
            let rows = try Row.fetchCursor(database, sql: Self.suiteQuery, arguments: [run])
            while let row = try rows.next() {
                let result = SuiteResult(row)
                if let place = places[result.key] {
                    results[place].join(result)
                } else {
                    places[result.key] = results.count
                    results.append(result)
                }
            }
            let (parts, missing) = try Self.parts(of: run, in: database)
            return Suite(run: run, results: results, parts: parts, missingShards: missing)
        }
    }

    private static let suiteQuery = """
        SELECT r.test, r.outcome, r.flaky, r.attempts, r.duration, r.quarantined, s.void, s.label, j.slug, j.variant,
            t.short, t.scope, t.suite, t.classname, t.name, t.file,
            f.short AS cause, f.type, f.message, f.place
        FROM result r
            JOIN step s ON s.id = r.step
            JOIN job j ON j.id = s.job
            JOIN test t ON t.id = r.test
            LEFT JOIN failure f ON f.id = r.failure
        WHERE r.run = ?
        ORDER BY r.test, r.step
        """

    private static func parts(of run: Int, in database: Database) throws -> (
        Set<Suite.Part>, [(part: Suite.Part, text: String)]
    ) {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT j.key, j.variant, j.shard, j.shards, s.scope FROM step s JOIN job j ON j.id = s.job
                WHERE s.run = ? AND s.scope IS NOT NULL
                """,
            arguments: [run]
        )
        var shards: [Suite.Part: (key: String, total: Int, seen: Set<Int>)] = [:]
        var parts: Set<Suite.Part> = []
        for row in rows {
            let part = Suite.Part(scope: row["scope"], variant: row["variant"])
            parts.insert(part)
            guard let shard = row["shard"] as Int?, let total = row["shards"] as Int? else {
                continue
            }
            shards[part, default: (row["key"], total, [])].seen.insert(shard)
        }
        let missing = shards.flatMap { part, found in
            (1...max(1, found.total)).filter { !found.seen.contains($0) }.map {
                (part: part, text: "\($0) of \(found.total) of \(found.key)")
            }
        }
        return (parts, missing.sorted { $0.text < $1.text })
    }
}

extension SuiteResult {
    fileprivate init(_ row: Row) {
        key = Key(test: row["test"], variant: row["variant"])
        name = RememberedTest(row)
        outcome = TestOutcome(code: row["outcome"])
        isFlaky = row["flaky"]
        attempts = row["attempts"]
        duration = (row["duration"] as Int64?).map { .microseconds($0) }
        place = "\(row["slug"] as String)/\(row["label"] as String)"
        isVoid = row["void"]
        isQuarantined = row["quarantined"]
        failure = CauseName(row)
    }
}
