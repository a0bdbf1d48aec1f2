import Diagnostics
package import Expressions
import Networks
import OrderedCollections

extension Plan {
    /// The plan for a program: one JSON object with stable keys, two spaces a level.
    ///
    /// Sizes are in bytes, times in seconds, processors in units of one. Templates that wait for the run stand as
    /// written. A key whose value is not there is null, so that every job has the same keys. Ends in a line feed.
    package var json: String {
        let secrets = secrets.map { ($0, $1.source.json) }
        return Value.record([
            ("schema", 1),
            ("name", .string(name)),
            ("file", .string(file.name)),
            ("git", .object(inputs.gitContext)),
            ("variables", .record(inputs.variables.map { ($0, .string($1)) })),
            ("secrets", .record(secrets)),
            ("checkoutDepth", .number(Double(checkout.depth))),
            ("stages", .array(stages.map { .array($0.map { .string($0.id.text) }) })),
            (
                "jobs",
                .array(jobs.map { $0.json(KnownText(inputs, matrix: $0.matrix, shard: $0.shard)) })
            ),
        ]).json(pretty: true) + "\n"
    }
}

extension Secret.Source {
    fileprivate var json: Value {
        switch self {
        case .environment(let name): .record([("env", .string(name))])
        case .file(let path): .record([("file", .string(path))])
        case .prompt(let question): .record([("prompt", .string(question))])
        }
    }
}

extension PlannedJob {
    fileprivate func json(_ known: KnownText) -> Value {
        .record([
            ("id", .string(id.text)),
            ("slug", .string(slug)),
            ("job", .string(jobKey.text)),
            ("name", .string(displayName)),
            ("matrix", .object(matrix)),
            ("shard", .optional(shard) { .object($0.context) }),
            ("split", .array(split.map { .string($0) })),
            ("needs", .record(needs.map { ($0.text, .array($1.map { .string($0.text) })) })),
            ("if", .optional(condition) { .string($0.value.source) }),
            ("image", .string(image.source.description)),
            ("setup", .array(image.setup.map(\.json))),
            ("env", .record(env.map { ($0, .string(known.text($1))) })),
            ("outputs", .record(outputs.map { ($0, .string(known.text($1))) })),
            ("limits", limits.json),
            ("timeoutSeconds", .number(Double(timeout.components.seconds))),
            ("retry", retry.json),
            ("network", network.json),
            ("services", .array(services.map { $0.json(known) })),
            ("caches", .array(caches.map { $0.json(known) })),
            ("artifacts", .array(artifacts.map { $0.json(known) })),
            ("continueOnError", continueOnError.json(known)),
            ("failFast", .boolean(failFast)),
            ("maxParallel", .optional(maxParallel) { .number(Double($0)) }),
            ("steps", .array(steps.map { $0.json(known) })),
        ])
    }
}

extension PlannedStep {
    fileprivate func json(_ known: KnownText) -> Value {
        let pairs: [(String, Value)] = [
            ("number", .number(Double(index))),
            ("id", .optional(id) { .string($0) }),
            ("name", .string(name.map(known.text) ?? action.title(showing: known.text))),
            ("run", .optional(action.script) { .string(known.text($0)) }),
            ("command", .optional(action.words) { .array($0.map { .string(known.text($0)) }) }),
            ("shell", .optional(action.shell) { .string($0.description) }),
            ("workingDirectory", .optional(workingDirectory) { .string(known.text($0)) }),
            ("env", .record(env.map { ($0, .string(known.text($1))) })),
            ("if", .optional(condition) { .string($0.value.source) }),
            ("timeoutSeconds", .optional(timeout) { .number(Double($0.components.seconds)) }),
            ("continueOnError", continueOnError.json(known)),
            ("junit", .array(reports.junit.map { .string(known.text($0)) })),
            ("user", .optional(user) { .string(known.text($0)) }),
        ]
        return .record(pairs + (cache.map { [("cache", $0.json)] } ?? []))
    }
}

extension PlannedCaching {
    fileprivate var json: Value {
        guard let inputs else { return .boolean(isWanted) }
        return .record([("inputs", .array(inputs.map { .string($0) }))])
    }
}

extension PlannedSetupStep {
    /// The step for a program.
    package var json: Value {
        var pairs: [(String, Value)] = [("name", .string(name))]
        switch action {
        case .run(let script, let shell):
            pairs += [("run", .string(script)), ("command", .null)]
            pairs += [("shell", shell == .automatic ? .null : .string(shell.description))]
        case .command(let words):
            pairs += [("run", .null), ("command", .array(words.map { .string($0) }))]
            pairs += [("shell", .null)]
        }
        pairs += [
            ("env", .record(env.map { ($0, .string($1)) })),
            ("inputs", .array(inputs.map { .string($0) })),
            ("network", network.json),
            ("workingDirectory", .optional(workingDirectory) { .string($0) }),
            ("user", .optional(user) { .string($0) }),
        ]
        return .record(pairs)
    }
}

extension PlannedLimits {
    /// The limits for a program; null for none.
    var json: Value {
        .record([
            ("cpu", .optional(cpu) { .number(Double($0.milli) / 1000) }),
            ("memoryBytes", .optional(memory) { .number(Double($0.bytes)) }),
            ("pids", .optional(pids) { .number(Double($0.count)) }),
            ("diskBytes", .optional(disk) { .number(Double($0.bytes)) }),
        ])
    }
}

extension Retry {
    fileprivate var json: Value {
        let reasons = Reason.allCases.filter(reasons.contains).map { Value.string($0.rawValue) }
        return .record([("max", .number(Double(max))), ("when", .array(reasons))])
    }
}

extension Cache {
    fileprivate func json(_ known: KnownText) -> Value {
        .record([("name", .string(known.text(name))), ("path", .string(known.text(path)))])
    }
}

extension Artifact {
    fileprivate func json(_ known: KnownText) -> Value {
        .record([
            ("name", .string(known.text(name))),
            ("paths", .array(paths.map { .string(known.text($0)) })),
            ("when", .string(occasion.rawValue)),
        ])
    }
}

extension Switch {
    fileprivate func json(_ known: KnownText) -> Value {
        switch self {
        case .fixed(let flag): .boolean(flag)
        case .template: .string(known.text(self))
        }
    }
}

extension StepAction {
    fileprivate var script: Placed<Template>? {
        if case .run(let script, _) = self { script } else { nil }
    }

    fileprivate var words: [Placed<Template>]? {
        if case .command(let words) = self { words } else { nil }
    }

    fileprivate var shell: Shell? {
        if case .run(_, let shell) = self, shell != .automatic { shell } else { nil }
    }
}

extension Value {
    /// An object whose keys differ in case too, as names of variables do.
    static func record(_ pairs: [(String, Value)]) -> Value {
        .object(Object(pairs, matchingKeys: .exactly))
    }

    /// A value, or null.
    static func optional<Wrapped>(
        _ wrapped: Wrapped?,
        _ json: (Wrapped) -> Value
    ) -> Value {
        wrapped.map(json) ?? .null
    }
}
