import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Reads the whole of a file.
struct NativePipelineReader {
    let findings: Findings

    private var values: ValueReader { ValueReader(findings, at: .top) }

    /// The pipeline of a document, without what is wrong in it.
    func pipeline(_ root: YAMLNode) -> Pipeline? {
        let start = SourceRange(SourcePosition(line: 1, column: 1))
        guard let fields = Fields<PipelineField>(root, at: start, findings) else { return nil }
        let jobs = fields[.jobs].map { self.jobs($0) } ?? []
        var pipeline = Pipeline(file: findings.file, jobs: jobs)
        readSettings(&pipeline, fields)
        pipeline.env = fields[.env].map { values.variables($0, .topEnv) } ?? [:]
        pipeline.secrets = fields[.secrets].map { secrets($0) } ?? [:]
        return pipeline
    }

    private func readSettings(_ pipeline: inout Pipeline, _ fields: Fields<PipelineField>) {
        let reader = NativeDefaultsReader(values: values)
        pipeline.name = fields[.name].flatMap { values.text($0, "\"name\"") }?.value
        pipeline.checkout = fields[.checkout].map { checkout($0) } ?? Checkout()
        pipeline.image = fields[.image].flatMap {
            NativeImageReader(values: values, place: .topSetting).image($0)
        }
        pipeline.defaults = fields[.defaults].map { reader.defaults($0, .topSetting) } ?? Defaults()
        pipeline.resources =
            fields[.resources].map { reader.resources($0, .topSetting) } ?? Resources()
        pipeline.timeout = fields[.timeout].flatMap {
            values.setting($0, "\"timeout\"", .topSetting)
        }
    }

    private func checkout(_ node: YAMLNode) -> Checkout {
        guard let fields = Fields<CheckoutField>(node, findings) else { return Checkout() }
        let depth = fields[.depth].flatMap {
            values.whole($0, "\"depth\"", in: 0...Bounds.depth)
        }
        return depth.map { Checkout(depth: $0) } ?? Checkout()
    }

    // MARK: Secrets

    private func secrets(_ node: YAMLNode) -> OrderedDictionary<String, Secret> {
        var secrets: OrderedDictionary<String, Secret> = [:]
        for (entry, _) in values.namedEntries(node, "\"secrets\"") {
            let name = entry.key
            // One that is wrong keeps its name, so that expressions find it.
            secrets[name.value] =
                secret(entry) ?? Secret(.environment(name.value), at: name.range)
        }
        return secrets
    }

    private func secret(_ entry: YAMLEntry) -> Secret? {
        let name = entry.key
        if case .scalar(let scalar) = entry.node.content {
            guard scalar.value != .null else {
                return Secret(.environment(name.value), at: name.range)
            }
            findings.tell(
                "secret-in-file",
                "the value of secret \"\(name.value)\" must not stand in the file",
                at: entry.node.range,
                fix: "say where to get it: {env: \(name.value)}, {file: PATH} or {prompt: TEXT}"
            )
            return nil
        }
        guard let fields = Fields<SecretField>(entry.node, findings) else { return nil }
        let chosen = SecretField.allCases.filter { fields[$0] != nil }
        guard let field = chosen.first, chosen.count == 1, let node = fields[field] else {
            findings.tell(
                "wrong-value",
                "secret \"\(name.value)\" must have one source, not \(chosen.count)",
                at: name.range,
                fix: "write one of: {env: VARIABLE}, {file: PATH}, {prompt: TEXT}"
            )
            return nil
        }
        return values.text(node, "\"\(field.rawValue)\"").map { text in
            switch field {
            case .env: Secret(.environment(text.value), at: name.range)
            case .file: Secret(.file(path: text.value), at: name.range)
            case .prompt: Secret(.prompt(text.value), at: name.range)
            }
        }
    }

    // MARK: Jobs

    private func jobs(_ node: YAMLNode) -> [Job] {
        let entries = values.namedEntries(node, "\"jobs\"")
        guard entries.count <= Bounds.jobs else {
            findings.tell(
                "too-many-jobs",
                "the file has \(entries.count) jobs; at most \(Bounds.jobs) are taken",
                at: node.range,
                fix: "part it in two"
            )
            return []
        }
        if entries.isEmpty, case .mapping = node.content, !node.lacksEntries {
            findings.tell("no-value", "\"jobs\" has no job", at: node.range, fix: "add one")
        }
        var jobs: [Job] = []
        for (entry, isUsable) in entries {
            let key = isUsable ? key(entry.key) : nil
            // One without a key is read for the mistakes in it.
            guard let readAs = key ?? Self.nameless(at: entry.key.range) else { continue }
            let reader = NativeJobReader(
                findings: findings,
                index: key == nil ? nil : jobs.count
            )
            let job = reader.job(readAs, entry.node)
            if key != nil { jobs.append(job) }
        }
        return jobs
    }

    private static func nameless(at range: SourceRange) -> Located<JobKey>? {
        JobKey("_").map { Located($0, at: range) }
    }

    private func key(_ text: Located<String>) -> Located<JobKey>? {
        guard let key = JobKey(text.value) else {
            findings.tell(
                "wrong-name",
                "the key of a job has at most \(Bounds.jobKeyLength) letters",
                at: text.range,
                fix: "use \"name:\" for a long name"
            )
            return nil
        }
        return Located(key, at: text.range)
    }
}
