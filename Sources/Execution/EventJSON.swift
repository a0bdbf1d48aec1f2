import Diagnostics
import Logs
import OrderedCollections
import Containers
package import Expressions
import Pipelines
import Reports

/// The JSON form of events: what `--output json` prints and `events.ndjson` keeps, an object a line.
///
/// Keys are stable; new ones may be added. Times are in seconds, sizes in bytes.
package enum EventJSON {
    /// The version of the form, in every `run-began`.
    package static let version = 1

    /// An event as an object.
    package static func object(_ event: RunEvent) -> Object {
        switch event {
        case .runBegan(let facts): return runBegan(facts)
        case .note(let text): return Object([("type", "note"), ("message", .string(text))])
        case .jobBegan(let id, let attempt):
            return Object([
                ("type", "job-began"), ("job", .string(id.text)),
                ("attempt", .number(Double(attempt))),
            ])
        case .setupCached(let id, let name):
            return Object([
                ("type", "setup-cached"), ("job", .string(id.text)), ("name", .string(name)),
            ])
        case .stepBegan(let place, let name):
            return Object([("type", "step-began")] + self.place(place) + [("name", .string(name))])
        case .line(let place, let line):
            return Object(
                [("type", "line")] + self.place(place) + [
                    ("stream", .string(line.stream.name)), ("time", seconds(line.time)),
                    ("text", .string(line.text)),
                ]
            )
        case .tested(let place, let tests):
            return Object(
                [("type", "tested")] + self.place(place) + [
                    ("test-scope", .string(tests.scope)), ("tests", counts(tests.report.totals)),
                    ("quarantined", .array(tests.quarantined.sorted().map { .string($0) })),
                ]
            )
        case .stepEnded(let place, let result):
            return Object([("type", "step-ended")] + self.place(place) + step(result))
        case .serviceBegan(let place, let restarts):
            return Object(
                [("type", "service-began")] + self.place(place) + [
                    ("restarts", .number(Double(restarts)))
                ]
            )
        case .serviceReady(let place, let duration):
            return Object(
                [("type", "service-ready")] + self.place(place) + [("after", seconds(duration))]
            )
        case .serviceEnded(let place, let result):
            return Object([("type", "service-ended")] + self.place(place) + service(result))
        case .jobEnded(let id, let result):
            return Object([("type", "job-ended"), ("job", .string(id.text))] + job(result))
        case .runEnded(let result):
            return Object([
                ("type", "run-ended"), ("run", .number(Double(result.number))),
                ("outcome", .string(result.outcome.rawValue)),
                ("duration", seconds(result.duration)),
            ])
        }
    }

    private static func runBegan(_ facts: RunFacts) -> Object {
        let inputs = facts.plan.inputs
        let jobs = facts.plan.jobs.map { job in
            var pairs: [(String, Value)] = [
                ("id", .string(job.id.text)), ("slug", .string(job.slug)),
                ("key", .string(job.jobKey.text)), ("name", .string(job.displayName)),
                ("steps", .number(Double(job.steps.count))),
            ]
            if let shard = job.shard { pairs.append(("shard", .object(shard.context))) }
            if !job.needs.isEmpty {
                pairs.append(("needs", .array(job.needs.keys.map { .string($0.text) })))
            }
            if !job.matrix.isEmpty {
                pairs += [("matrix", .object(job.matrix)), ("origin", .string(job.origin))]
            }
            return Value.object(Object(pairs))
        }
        let resumed = facts.resumed.map { [("resumed", Value.number(Double($0)))] } ?? []
        return Object(
            [
                ("type", "run-began"), ("version", .number(Double(version))),
                ("run", .number(Double(facts.number))), ("pipeline", .string(facts.plan.name)),
                ("file", .string(facts.plan.file.name)), ("sha", .string(inputs.git.sha)),
                ("tree", .string(inputs.git.tree)),
                ("branch", inputs.git.branch.map(Value.string) ?? .null),
                ("commit", .string(facts.commitSummary)), ("worktree", .boolean(facts.isWorktree)),
                ("time", .number(Double(facts.time))), ("jobs", .array(jobs)),
            ] + resumed
        )
    }

    private static func place(_ place: StepPlace) -> [(String, Value)] {
        let thing: (String, Value) =
            place.service.map { ("service", .string($0.text)) } ?? ("step", .string(place.label))
        return [
            ("job", .string(place.job.text)), thing,
            ("log", .string("jobs/\(place.slug)/\(place.logName).log")),
            ("attempt", .number(Double(place.attempt))),
        ]
    }

    private static func step(_ result: StepResult) -> [(String, Value)] {
        var pairs: [(String, Value)] = [
            ("outcome", .string(result.outcome.rawValue)),
            ("conclusion", .string(result.conclusion.rawValue)),
            ("duration", seconds(result.duration)),
        ]
        if let problem = result.problem { pairs.append(("problem", .string(problem))) }
        if let tests = result.tests {
            pairs.append(
                (
                    "tests",
                    .object(
                        Object([
                            ("tests", .number(Double(tests.tests))),
                            ("failed", .number(Double(tests.failed))),
                            ("skipped", .number(Double(tests.skipped))),
                            ("quarantined", .number(Double(tests.quarantined))),
                        ])
                    )
                )
            )
        }
        if let scope = result.testScope { pairs.append(("test-scope", .string(scope))) }
        if result.isInfrastructure { pairs.append(("infrastructure", true)) }
        pairs += unenforced(result.unenforced)
        if let egress = result.egress { pairs.append(("egress", EgressJSON.summary(egress))) }
        pairs += decision(result.decision)
        if let cache = result.cache { pairs.append(("cache", Self.cache(cache))) }
        return pairs + (result.input.map(input) ?? []) + (result.exit.map(exit) ?? [])
    }

    private static func counts(_ totals: ReportTotals) -> Value {
        .object(
            Object([
                ("tests", .number(Double(totals.tests))),
                ("failed", .number(Double(totals.failed + totals.errors))),
                ("skipped", .number(Double(totals.skipped))),
                ("flaky", .number(Double(totals.flaky))),
            ])
        )
    }

    private static func decision(_ decision: Decision?) -> [(String, Value)] {
        guard let decision, decision.isTelling else { return [] }
        let parts = decision.parts.map {
            Value.object(Object([("text", .string($0.text)), ("value", .string($0.value))]))
        }
        var pairs: [(String, Value)] = [
            ("if", .string(decision.condition)), ("holds", .boolean(decision.holds)),
        ]
        if !parts.isEmpty { pairs.append(("parts", .array(parts))) }
        if let note = decision.note { pairs.append(("note", .string(note))) }
        return [("decision", .object(Object(pairs)))]
    }

    private static func cache(_ cache: CacheDecision) -> Value {
        var pairs: [(String, Value)] = [("outcome", .string(cache.outcome.rawValue))]
        if !cache.reason.isEmpty { pairs.append(("reason", .string(cache.reason))) }
        if !cache.changed.isEmpty {
            pairs.append(("changed", .array(cache.changed.map { .string($0) })))
        }
        if let origin = cache.origin {
            pairs += [
                ("run", .number(Double(origin.run))), ("job", .string(origin.job)),
                ("step", .string(origin.step)),
            ]
        }
        pairs.append(("kept", .boolean(cache.isKept)))
        return .object(Object(pairs))
    }

    private static func input(_ input: InputKey) -> [(String, Value)] {
        let parts = input.parts.map { ($0.name, Value.string($0.value)) }
        return [
            ("input-key", .string(input.text)),
            ("inputs", .object(Object(parts, matchingKeys: .exactly))),
        ]
    }

    private static func service(_ result: ServiceResult) -> [(String, Value)] {
        var pairs: [(String, Value)] = [("stopped", .boolean(result.wasStopped))]
        if let problem = result.problem { pairs.append(("problem", .string(problem))) }
        if let rest = result.restartsIn { pairs.append(("restarts-in", seconds(rest))) }
        pairs += unenforced(result.unenforced)
        if let egress = result.egress { pairs.append(("egress", EgressJSON.summary(egress))) }
        return pairs + (result.exit.map(exit) ?? [])
    }

    private static func unenforced(_ limits: [UnenforcedLimit]) -> [(String, Value)] {
        guard !limits.isEmpty else { return [] }
        return [
            ("unenforced", .array(limits.map { .string($0.limit) })),
            ("unenforced-limits", .array(limits.map(unenforced))),
        ]
    }

    private static func unenforced(_ limit: UnenforcedLimit) -> Value {
        var pairs: [(String, Value)] = [
            ("limit", .string(limit.limit)), ("reason", .string(limit.reason)),
        ]
        if let instead = limit.instead { pairs.append(("instead", .string(instead))) }
        return .object(Object(pairs))
    }

    private static func exit(_ exit: ContainerExit) -> [(String, Value)] {
        var pairs: [(String, Value)] = [
            ("cause", .string(exit.cause.rawValue)), ("command-duration", seconds(exit.duration)),
            ("user-time", seconds(exit.userTime)), ("system-time", seconds(exit.systemTime)),
            ("peak-memory", .number(Double(exit.peakMemoryBytes))),
            ("peak-memory-of", exit.peakMemoryIsOfAll ? "container" : "process"),
            ("left-processes", .boolean(exit.leftProcesses)),
        ]
        if let statistics = exit.statistics { pairs += UsageJSON.pairs(statistics) }
        switch exit.status {
        case .exited(let code): pairs.append(("exit-code", .number(Double(code))))
        case .signaled(let signal): pairs.append(("signal", .number(Double(signal))))
        case .notRun(let action, let errno):
            pairs += [("not-run", .string(action)), ("errno", .number(Double(errno)))]
        }
        return pairs
    }

    private static func job(_ result: JobResult) -> [(String, Value)] {
        var pairs: [(String, Value)] = [
            ("outcome", .string(result.outcome.rawValue)),
            ("conclusion", .string(result.conclusion.rawValue)),
            ("duration", seconds(result.duration)),
            ("outputs", .object(Object(result.outputs.map { ($0.name, .string($0.value)) }))),
        ]
        if result.isInfrastructure { pairs.append(("infrastructure", true)) }
        pairs += decision(result.decision)
        if let image = result.image { pairs.append(("image", .string(image))) }
        if let problem = result.problem { pairs.append(("problem", .string(problem))) }
        return pairs
    }

    private static func seconds(_ duration: Duration) -> Value {
        let (seconds, attoseconds) = duration.components
        let microseconds = (Double(seconds) * 1e6 + Double(attoseconds / 1_000_000_000_000))
            .rounded()
        return .number(microseconds / 1e6)
    }
}
