import GRDB
import Reports

extension HistoryStore {
    /// All that is known of a test, cell by cell.
    ///
    /// - Parameters:
    ///   - id: Its short id, with or without `t:`, or the beginning of it.
    ///   - run: The last run to tell of.
    ///   - now: The time in seconds since 1970.
    /// - Returns: Its biographies, one for each cell in which it ran; at least one.
    /// - Throws: `HistoryError.unknown` where no test or several are meant.
    package func biography(of id: String, upTo run: RunEntry, now: Int64) throws -> [TestBiography]
    {
        let test = try test(id)
        let runs = try runs(
            ofFile: run.line.file,
            upTo: run.number,
            limit: TestOverview.judgementLength
        )
        let numbers = runs.map { "\($0.number)" }.joined(separator: ",")
        let byNumber = Dictionary(uniqueKeysWithValues: runs.map { ($0.number, $0) })
        var chapters: [SuiteResult.Key: [TestBiography.Chapter]] = [:]
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT r.run, r.outcome, r.flaky, r.duration, j.variant,
                        f.short AS cause, f.type, f.message, f.place
                    FROM result r JOIN step s ON s.id = r.step JOIN job j ON j.id = s.job
                        LEFT JOIN failure f ON f.id = r.failure
                    WHERE r.run IN (\(numbers)) AND r.test = ? ORDER BY r.run DESC, r.step DESC
                    """,
                arguments: [test.row]
            )
            while let row = try rows.next() {
                guard let run = byNumber[row[0]] else { continue }
                let key = SuiteResult.Key(test: test.row, variant: row[4])
                chapters[key, default: []].append(TestBiography.Chapter(row, of: run))
            }
        }
        guard !chapters.isEmpty else {
            throw HistoryError.unknown("\(test.name.id) was in none of the last \(runs.count) runs")
        }
        let pasts = try pasts(in: runs.filter { !$0.isVoid }, ofTests: [test.row])
        return try chapters.sorted { $0.key.variant < $1.key.variant }.map { key, chapters in
            let past = pasts[key] ?? TestPast()
            return TestBiography(
                name: test.name,
                variant: key.variant,
                firstRun: test.firstRun,
                chapters: chapters,
                judgement: TestJudgement(past.sightings, now: now),
                past: past,
                lastFailure: try chapters.lazy.compactMap(\.failure).first.flatMap {
                    try example(of: $0.id)
                }
            )
        }
    }

    /// The words of the last failure of a cause.
    package func example(of cause: String) throws -> String? {
        try read { database in
            try String.fetchOne(
                database,
                sql: "SELECT example FROM failure WHERE short = ?",
                arguments: [cause]
            )
        }
    }

    /// The shortest beginning, of at least six digits, by which a test's id is known.
    package func shortened(_ id: String) throws -> String {
        try read { database in
            for length in stride(from: 8, to: id.count, by: 2) {
                let beginning = String(id.prefix(length))
                let count = try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM test WHERE short >= ? AND short < ?",
                    arguments: [beginning, beginning + "g"]
                )
                if count ?? 0 <= 1 { return beginning }
            }
            return id
        }
    }

    private func test(_ id: String) throws -> (row: Int64, name: RememberedTest, firstRun: Int) {
        let digits = id.hasPrefix("t:") ? String(id.dropFirst(2)) : id
        guard !digits.isEmpty, digits.allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
            throw HistoryError.unknown("\"\(id)\" is no id of a test; \"cuvette tests\" lists them")
        }
        let beginning = "t:\(digits.lowercased())"
        let found = try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM test WHERE short >= ? AND short < ? ORDER BY short LIMIT 6",
                arguments: [beginning, beginning + "g"]
            )
        }
        guard let row = found.first else {
            throw HistoryError.unknown("history knows no test \(beginning)")
        }
        guard found.count == 1 else {
            let names = found.map { "\($0["short"] as String) \(RememberedTest($0).text)" }
            throw HistoryError.unknown(
                "\(beginning) may be any of these:\n  \(names.joined(separator: "\n  "))"
            )
        }
        return (row["id"], RememberedTest(row), row["first_run"])
    }
}

extension TestBiography.Chapter {
    fileprivate init(_ row: Row, of run: RunEntry) {
        self.run = run
        outcome = TestOutcome(code: row[1])
        isFlaky = row[2]
        duration = (row[3] as Int64?).map { .microseconds($0) }
        failure = CauseName(row)
    }
}
