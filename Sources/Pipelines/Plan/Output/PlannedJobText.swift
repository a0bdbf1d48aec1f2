import Expressions
import Networks
import OrderedCollections

/// The lines of one planned job.
struct PlannedJobText {
    private let job: PlannedJob
    private let known: KnownText

    init(_ job: PlannedJob, _ known: KnownText) {
        self.job = job
        self.known = known
    }

    func write(to lines: inout PlanLines) {
        lines.add("\(job.id)", indent: 2)
        writeSelf(to: &lines)
        PlannedImageText(job.image).write(to: &lines, indent: 4)
        writeRules(to: &lines)
        writeFiles(to: &lines)
        for service in job.services {
            PlannedServiceText(service, of: job, known).write(to: &lines)
        }
        for step in job.steps { PlannedStepText(step, known).write(to: &lines) }
    }

    // MARK: Parts

    private func writeSelf(to lines: inout PlanLines) {
        if job.displayName != job.id.text { lines.add("name", job.displayName, indent: 4) }
        if job.slug != job.id.text { lines.add("slug", job.slug, indent: 4) }
        let needs = job.needs.keys.map(\.text)
        if !needs.isEmpty { lines.add("needs", needs.joined(separator: ", "), indent: 4) }
        if let condition = job.condition { lines.add("if", condition.value.source, indent: 4) }
        if !job.matrix.isEmpty { lines.add("matrix", matrix, indent: 4) }
        if let shard = job.shard { lines.add("shard", shard.text, indent: 4) }
        if !job.split.isEmpty {
            lines.add("split", job.split.joined(separator: " "), indent: 4)
        }
    }

    private func writeRules(to lines: inout PlanLines) {
        if !job.limits.isEmpty { lines.add("limits", job.limits.text, indent: 4) }
        lines.add("timeout", job.timeout.pipelineText, indent: 4)
        if job.retry.max > 0 { lines.add("retry", retry, indent: 4) }
        if job.network != .none { lines.add("network", job.network.text, indent: 4) }
        if job.continueOnError != .fixed(false) {
            lines.add("may fail", known.text(job.continueOnError), indent: 4)
        }
        if !job.failFast { lines.add("fail-fast", "false", indent: 4) }
        if let most = job.maxParallel { lines.add("parallel", "at most \(most)", indent: 4) }
    }

    private func writeFiles(to lines: inout PlanLines) {
        lines.add("env", job.env.map { "\($0)=\(known.text($1))" }, indent: 4)
        lines.add("outputs", job.outputs.map { "\($0)=\(known.text($1))" }, indent: 4)
        let caches = job.caches.map { "\(known.text($0.name)) at \(known.text($0.path))" }
        lines.add("caches", caches, indent: 4)
        let artifacts = job.artifacts.map { artifact in
            let paths = artifact.paths.map(known.text).joined(separator: " ")
            return "\(known.text(artifact.name)) (\(artifact.occasion.rawValue)): \(paths)"
        }
        lines.add("artifacts", artifacts, indent: 4)
    }

    /// The values of the cell on one line; the JSON form of the plan has those of any size in full.
    private var matrix: String {
        let json = Value.object(job.matrix).json()
        return json.utf8.count > 1_000 ? json.prefix(1_000) + "…" : json
    }

    private var retry: String {
        let reasons = Retry.Reason.allCases.filter(job.retry.reasons.contains).map(\.rawValue)
        return "\(job.retry.max) more after \(reasons.joined(separator: ", "))"
    }
}
