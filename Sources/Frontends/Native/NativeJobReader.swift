import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Reads a job.
struct NativeJobReader {
    let findings: Findings
    /// The job's place among the jobs of the pipeline; nil for one whose key is wrong.
    let index: Int?

    private var values: ValueReader {
        ValueReader(findings, at: index.map { .job($0) } ?? .top)
    }

    /// The job of an entry of `jobs`, without what is wrong in it.
    func job(_ key: Located<JobKey>, _ node: YAMLNode) -> Job {
        var job = Job(key, steps: [])
        let title = "job \"\(key.value)\""
        guard let fields = Fields<JobField>(node, at: key.range, title: title, findings) else {
            return job
        }
        readOrder(&job, fields)
        readCells(&job, fields)
        readRules(&job, fields)
        readSurroundings(&job, fields)
        readFiles(&job, fields)
        job.steps = fields[.steps].map { steps($0) } ?? []
        return job
    }

    // MARK: Parts

    private func readOrder(_ job: inout Job, _ fields: Fields<JobField>) {
        job.name = fields[.name].flatMap { values.template($0, "\"name\"", .cellSetting) }
        job.needs = fields[.needs].map { needs($0) } ?? []
        job.condition = fields[.if].flatMap { values.condition($0, .jobCondition) }
        job.image = fields[.image].flatMap {
            NativeImageReader(values: values, place: .cellSetting).image($0)
        }
        job.defaults =
            fields[.defaults].map {
                NativeDefaultsReader(values: values).defaults($0, .jobDefaults)
            }
            ?? Defaults()
    }

    private func readCells(_ job: inout Job, _ fields: Fields<JobField>) {
        job.matrix = fields[.matrix].map { NativeMatrixReader(values: values).matrix($0) }
        readShards(&job, fields)
        // A part of the tests that is not run because another one failed leaves a hole in the report.
        job.failFast =
            fields[.failFast].flatMap { values.flag($0, "\"fail-fast\"") } ?? (job.shards == nil)
        job.maxParallel = fields[.maxParallel].flatMap {
            values.whole($0, "\"max-parallel\"", in: 1...Bounds.matrixCells)
        }
        for field in [JobField.failFast, .maxParallel] {
            guard let node = fields[field], fields[.matrix] == nil, fields[.shards] == nil else {
                continue
            }
            findings.warn(
                "needless-key",
                "\"\(field.rawValue)\" means nothing without \"matrix\" or \"shards\"",
                at: node.range,
                fix: "take it away"
            )
        }
    }

    private func readShards(_ job: inout Job, _ fields: Fields<JobField>) {
        job.shards = fields[.shards].flatMap {
            values.whole($0, "\"shards\"", in: 1...Bounds.shards)
        }
        guard let node = fields[.split] else { return }
        job.split = values.oneOrMany(node, "\"split\"") { values.template($0, $1, .cellSetting) }
        guard fields[.shards] == nil else { return }
        findings.tell(
            "missing-key",
            "\"split\" shares files out among \"shards\", and the job has none",
            at: node.range,
            fix: "add \"shards:\" with a number"
        )
    }

    private func readRules(_ job: inout Job, _ fields: Fields<JobField>) {
        let defaults = NativeDefaultsReader(values: values)
        job.resources =
            fields[.resources].map { defaults.resources($0, .cellSetting) } ?? Resources()
        job.timeout = fields[.timeout].flatMap { values.setting($0, "\"timeout\"", .cellSetting) }
        job.retry = fields[.retry].map { retry($0) } ?? Retry()
        job.continueOnError =
            fields[.continueOnError].flatMap {
                values.flagOrTemplate($0, "\"continue-on-error\"", .jobFlag)
            } ?? .fixed(false)
    }

    private func readSurroundings(_ job: inout Job, _ fields: Fields<JobField>) {
        job.network =
            fields[.network].map { NativeNetworkReader(values: values).mode($0) } ?? .none
        guard let node = fields[.services] else { return }
        job.services = NativeServicesReader(values: values).services(node)
        guard job.network == .host, let network = fields[.network] else { return }
        findings.tell(
            "host-network",
            "a job with services cannot be on the network of this machine",
            at: network.range,
            fix: "write \"private\"; \"ports:\" of a service show it to this machine"
        )
    }

    private func readFiles(_ job: inout Job, _ fields: Fields<JobField>) {
        job.env = fields[.env].map { values.variables($0, .jobEnv) } ?? [:]
        job.outputs = fields[.outputs].map { outputs($0) } ?? [:]
        let files = NativeFilesReader(values: values)
        job.isCached = fields[.cache].flatMap { caching($0) }
        job.caches = fields[.caches].map { files.caches($0) } ?? []
        job.artifacts = fields[.artifacts].map { files.artifacts($0) } ?? []
    }

    /// Whether steps are cached; folders that are kept have a key of their own.
    private func caching(_ node: YAMLNode) -> Bool? {
        if case .scalar = node.content { return values.flag(node, "\"cache\"") }
        findings.tell(
            "wrong-type",
            "\"cache\" must be true or false, not \(node.kindName)",
            at: node.range,
            fix: "folders that outlive the run stand under \"caches:\""
        )
        return nil
    }

    private func needs(_ node: YAMLNode) -> [Located<JobKey>] {
        values.oneOrMany(node, "\"needs\"") { node, what in
            guard let text = values.text(node, what) else { return nil }
            guard let key = JobKey(text.value) else {
                _ = values.isIdentifier(text, "the key of a job")
                return nil
            }
            return Located(key, at: text.range)
        }
    }

    private func outputs(_ node: YAMLNode) -> OrderedDictionary<String, Placed<Template>> {
        var outputs: OrderedDictionary<String, Placed<Template>> = [:]
        for (entry, _) in values.namedEntries(node, "\"outputs\"") {
            let what = "output \"\(entry.key.value)\""
            let template = values.template(entry.node, what, .outputs, mayBeEmpty: true)
            outputs[entry.key.value] = template ?? values.nothing(at: entry.node.range)
        }
        return outputs
    }

    private func retry(_ node: YAMLNode) -> Retry {
        guard case .mapping = node.content else {
            return Retry(max: values.whole(node, "\"retry\"", in: 0...Bounds.retries) ?? 0)
        }
        guard let fields = Fields<RetryField>(node, findings) else { return Retry() }
        let max = fields[.max].flatMap { values.whole($0, "\"max\"", in: 0...Bounds.retries) }
        let reasons: [Retry.Reason]? = fields[.when].map { node in
            values.oneOrMany(node, "\"when\"") { values.choice($0, $1) }
        }
        return Retry(max: max ?? 0, when: Set(reasons ?? Retry.Reason.allCases))
    }

    // MARK: Steps

    private func steps(_ node: YAMLNode) -> [Step] {
        let nodes = values.list(node, "\"steps\"")
        guard nodes.count <= Bounds.steps else {
            findings.tell(
                "too-many-steps",
                "the job has \(nodes.count) steps; at most \(Bounds.steps) are taken",
                at: node.range,
                fix: "put several commands into one script"
            )
            return []
        }
        let steps = nodes.enumerated().map { number, node in
            let site = index.map { Reference.Site.step(number, job: $0) }
            let values = ValueReader(findings, at: site ?? .top)
            return NativeStepReader(values: values).step(node)
        }
        tellSameIDs(steps)
        return steps
    }

    private func tellSameIDs(_ steps: [Step]) {
        var earlier: [String: Located<String>] = [:]
        for id in steps.compactMap(\.id) {
            let first = earlier.updateValue(id, forKey: id.value.lowercased())
            if let first { values.tellSameName(id, first, fix: ValueReader.caseFix) }
        }
    }
}
