import GRDB
import Pipelines
import Reports

extension HistoryStore {
    /// Takes a run in; one of the same number is replaced.
    ///
    /// - Parameter record: The run.
    /// - Throws: `HistoryError`.
    package func insert(_ record: RunRecord) throws {
        try insert([record])
    }

    /// Takes runs in, all of them or none.
    func insert(_ records: [RunRecord]) throws {
        try write { database in
            let writer = try RecordWriter(database)
            for record in records { try writer.write(record) }
        }
    }
}

/// Writes records into the tables; lives as long as one transaction.
private struct RecordWriter {
    private let database: Database
    private let findTest: Statement
    private let addTest: Statement
    private let addResult: Statement

    init(_ database: Database) throws {
        self.database = database
        findTest = try database.cachedStatement(sql: "SELECT id FROM test WHERE short = ?")
        addTest = try database.cachedStatement(
            sql: """
                INSERT INTO test (short, scope, suite, classname, name, file, first_run)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        // A report may name a test twice where nothing tells the two apart: the graver result stands.
        addResult = try database.cachedStatement(
            sql: """
                INSERT INTO result (run, test, step, outcome, attempts, flaky, duration, failure,
                    quarantined)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET outcome = max(outcome, excluded.outcome),
                    failure = coalesce(failure, excluded.failure)
                """
        )
    }

    func write(_ run: RunRecord) throws {
        try database.execute(sql: "DELETE FROM run WHERE number = ?", arguments: [run.number])
        let tests = run.jobs.flatMap { $0.steps.flatMap(\.tests) }
        let steps = run.jobs.flatMap(\.steps).filter { !$0.tests.isEmpty }
        let isVoid = !steps.isEmpty && steps.allSatisfy(\.isVoid)
        try database.execute(
            sql: """
                INSERT INTO run (number, began, duration, outcome, pipeline, file, sha, tree, branch, summary, worktree,
                    tests, failed, skipped, flaky, test_time, void)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.number, run.began, run.duration.microseconds, run.outcome, run.pipeline,
                run.file, run.sha, run.tree, run.branch, run.summary, run.isWorktree, tests.count,
                tests.count { $0.outcome.isFailing }, tests.count { $0.outcome == .skipped },
                tests.count(where: \.isFlaky),
                tests.reduce(0) { $0 + ($1.duration?.microseconds ?? 0) }, isVoid,
            ]
        )
        for job in run.jobs { try write(job, of: run) }
    }

    private func write(_ job: JobRecord, of run: RunRecord) throws {
        try database.execute(
            sql: """
                INSERT INTO job (run, name, key, slug, variant, shard, shards, outcome, conclusion, duration, image,
                    problem, infrastructure)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.number, job.name, job.key, job.slug, job.variant, job.shard?.index,
                job.shard?.total, job.outcome, job.conclusion, job.duration.microseconds,
                job.image, job.problem, job.isInfrastructure,
            ]
        )
        let id = database.lastInsertedRowID
        for step in job.steps { try write(step, of: run, job: id) }
    }

    private func write(_ step: StepRecord, of run: RunRecord, job: Int64) throws {
        let figures: [(any DatabaseValueConvertible)?] = [
            run.number, job, step.label, step.name, step.attempt, step.outcome, step.conclusion,
            step.duration.microseconds, step.exitCode, step.signal, step.cause, step.problem,
            step.isInfrastructure, step.inputKey, step.userTime.microseconds,
            step.systemTime.microseconds, step.peakMemoryBytes, step.testScope, step.tests.count,
            step.failedTests, step.isVoid,
        ]
        try database.execute(
            sql: """
                INSERT INTO step (run, job, label, name, attempt, outcome, conclusion, duration, exit_code, signal,
                    cause, problem, infrastructure, input, user_time, system_time, peak_memory, scope, tests, failed,
                    void)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: StatementArguments(figures)
        )
        let id = database.lastInsertedRowID
        var rows = try step.tests.map { (test: try self.id(of: $0.identity, run), record: $0) }
        // In the order of the table, so that its pages are written one after the other.
        rows.sort { $0.test < $1.test }
        for row in rows { try write(row.record, row.test, step: id, of: run) }
    }

    private func write(_ test: TestRecord, _ id: Int64, step: Int64, of run: RunRecord) throws {
        try addResult.execute(arguments: [
            run.number, id, step, test.outcome.code, test.attempts, test.isFlaky,
            test.duration?.microseconds, try test.failure.map { try self.id(of: $0, run) },
            test.isQuarantined,
        ])
    }

    private func id(of test: TestIdentity, _ run: RunRecord) throws -> Int64 {
        if let id = try Int64.fetchOne(findTest, arguments: [test.id]) { return id }
        try addTest.execute(arguments: [
            test.id, test.scope, test.suite.joined(separator: RememberedTest.separator),
            test.classname,
            test.name, test.file, run.number,
        ])
        return database.lastInsertedRowID
    }

    /// The newest failure of a cause is the example to show.
    private func id(of failure: FailureRecord, _ run: RunRecord) throws -> Int64? {
        try database.execute(
            sql: """
                INSERT INTO failure (short, type, message, place, example, first_run) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (short) DO UPDATE SET place = excluded.place, example = excluded.example
                """,
            arguments: [
                failure.id, failure.type, failure.message, failure.place, failure.example,
                run.number,
            ]
        )
        return try Int64.fetchOne(
            database,
            sql: "SELECT id FROM failure WHERE short = ?",
            arguments: [failure.id]
        )
    }
}
