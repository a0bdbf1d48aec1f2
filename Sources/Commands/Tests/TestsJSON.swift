import Expressions
import History
import Reports

/// What `cuvette tests --json` prints; keys are stable, times in seconds.
struct TestsJSON {
    private let overview: TestOverview

    init(_ overview: TestOverview) {
        self.overview = overview
    }

    /// The object of an overview, with some of its tests.
    func text(_ rows: [TestOverview.Row]) -> String {
        let pairs: [(String, Value)] = [
            ("run", .object(Self.run(overview.run))),
            ("base", overview.base.map(Self.base) ?? .null),
            ("comparison", overview.comparison.map(Self.comparison) ?? .null),
            ("missing-shards", .array(overview.missingShards.map { .string($0) })),
            ("tests", .array(rows.map { .object(row($0)) })),
        ]
        return Value.object(Object(pairs)).json(pretty: true)
    }

    /// The array of a test's biographies.
    static func text(_ biographies: [TestBiography]) -> String {
        let values = biographies.map { biography in
            let history = biography.chapters.map { chapter in
                Value.object(
                    Object([
                        ("run", .object(run(chapter.run))),
                        ("outcome", .string(chapter.outcome.rawValue)),
                        ("flaky", .boolean(chapter.isFlaky)),
                        ("duration", seconds(chapter.duration)),
                        ("failure", chapter.failure.map(cause) ?? .null),
                    ])
                )
            }
            return Value.object(
                Object(
                    name(biography.name, biography.variant) + judgement(biography.judgement) + [
                        ("first-run", .number(Double(biography.firstRun))),
                        ("usual-duration", seconds(biography.past.usualDuration)),
                        ("last-failure", biography.lastFailure.map(Value.string) ?? .null),
                        ("history", .array(history)),
                    ]
                )
            )
        }
        return Value.array(values).json(pretty: true)
    }

    private func row(_ row: TestOverview.Row) -> Object {
        let past = Dictionary(row.past.sightings.map { ($0.run, $0) }) { first, _ in first }
        let history = overview.line.compactMap { run in
            past[run.number].map { sighting in
                Value.object(
                    Object([
                        ("run", .number(Double(run.number))), ("sha", .string(run.sha)),
                        ("outcome", .string(sighting.outcome.rawValue)),
                        ("flaky", .boolean(sighting.isFlaky)),
                    ])
                )
            }
        }
        let pairs: [(String, Value)] = [
            ("outcome", .string(row.result.outcome.rawValue)),
            ("flaky", .boolean(row.result.isFlaky)),
            ("attempts", .number(Double(row.result.attempts))),
            ("duration", Self.seconds(row.result.duration)),
            ("usual-duration", Self.seconds(row.past.usualDuration)),
            ("step", .string(row.result.place)),
            ("quarantined", .boolean(row.result.isQuarantined)),
            ("changes", .array(row.changes.map(\.rawValue).sorted().map { .string($0) })),
            ("failing-since", row.failingSince.map { .object(Self.run($0)) } ?? .null),
            ("failure", row.result.failure.map(Self.cause) ?? .null),
            ("history", .array(history)),
        ]
        return Object(
            Self.name(row.result.name, row.result.key.variant) + pairs
                + Self.judgement(row.judgement)
        )
    }

    private static func name(_ name: RememberedTest, _ variant: String) -> [(String, Value)] {
        let cell = variant.isEmpty ? nil : try? Value(json: variant)
        return [
            ("id", .string(name.id)), ("scope", .string(name.scope)),
            ("suite", .array(name.suite.map { .string($0) })),
            ("classname", .string(name.classname)), ("name", .string(name.name)),
            ("file", name.file.isEmpty ? .null : .string(name.file)), ("matrix", cell ?? .null),
        ]
    }

    private static func judgement(_ judgement: TestJudgement) -> [(String, Value)] {
        [
            ("state", .string(judgement.state.rawValue)),
            ("flip-rate", .number(judgement.flipRate)),
            ("failure-rate", .number(judgement.failureRate)),
            ("flaky-runs", .array(judgement.events.map { .number(Double($0)) })),
        ]
    }

    private static func run(_ run: RunEntry) -> Object {
        Object([
            ("number", .number(Double(run.number))), ("outcome", .string(run.outcome)),
            ("time", .number(Double(run.began))), ("sha", .string(run.sha)),
            ("branch", run.line.branch.map(Value.string) ?? .null),
            ("worktree", .boolean(run.isWorktree)), ("tests", .number(Double(run.tests))),
            ("failed", .number(Double(run.failed))), ("infrastructure", .boolean(run.isVoid)),
        ])
    }

    private static func base(_ base: Base) -> Value {
        let reason =
            switch base.reason {
            case .named: "named"
            case .greenAtMergeBase: "green-at-merge-base"
            case .ancestor: "ancestor"
            }
        var object = run(base.run)
        object["reason"] = .string(reason)
        return .object(object)
    }

    private static func comparison(_ comparison: SuiteComparison) -> Value {
        func ids(_ results: [SuiteResult]) -> Value {
            .array(results.map { .string($0.name.id) })
        }
        return .object(
            Object([
                ("newly-failing", ids(comparison.newlyFailing)),
                ("still-failing", ids(comparison.stillFailing)), ("fixed", ids(comparison.fixed)),
                ("new", ids(comparison.new)), ("removed", ids(comparison.removed)),
                ("newly-skipped", ids(comparison.newlySkipped)),
                ("count-before", .number(Double(comparison.countBefore))),
                ("count-now", .number(Double(comparison.countNow))),
                ("shrank", .boolean(comparison.hasShrunk)),
            ])
        )
    }

    private static func cause(_ cause: CauseName) -> Value {
        .object(
            Object([
                ("id", .string(cause.id)), ("type", .string(cause.type)),
                ("message", .string(cause.message)),
                ("place", cause.place.map(Value.string) ?? .null),
            ])
        )
    }

    private static func seconds(_ duration: Duration?) -> Value {
        duration.map { .number($0 / .seconds(1)) } ?? .null
    }
}
