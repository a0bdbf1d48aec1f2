import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Looks up what expressions name, once the whole file is read.
///
/// A name that is not there would be null during the run, and a typing error an empty text. Names that cannot
/// be known before, such as those of variables and of a matrix made by a template, are let pass.
struct ReferenceCheck {
    let pipeline: Pipeline
    let findings: Findings

    /// Tells of every name that is not there.
    func run() {
        for reference in findings.references where !findings.isFull {
            guard let name = reference.path.first else { continue }
            switch reference.context {
            case "git": member(name, of: ["sha", "ref", "branch", "tag", "tree"], reference)
            case "run": member(name, of: ["number", "variables"], reference)
            case "job": member(name, of: ["status"], reference)
            case "secrets": secret(name, reference)
            case "needs": need(name, reference)
            case "services": service(name, reference)
            case "steps": step(name, reference)
            case "matrix": cell(name, reference)
            case "shard": shard(name, reference)
            default: continue
            }
        }
    }

    // MARK: Contexts

    private func secret(_ name: String, _ reference: Reference) {
        guard !pipeline.secrets.keys.contains(where: { same($0, name) }) else { return }
        let near = Suggestion.nearest(to: name, in: pipeline.secrets.keys)
        tell(
            "secret \"\(name)\" is not declared",
            reference,
            fix: near.map { "did you mean \"\($0)\"?" }
                ?? "add \"\(name):\" to \"secrets:\" at the top of the file"
        )
    }

    private func need(_ name: String, _ reference: Reference) {
        guard let job = job(of: reference.site) else { return }
        let needs = job.needs.map(\.value.text)
        let needed = pipeline.jobs.first { same($0.key.value.text, name) }
        guard needs.contains(where: { same($0, name) }) else {
            let near = Suggestion.nearest(to: name, in: needs)
            tell(
                "job \"\(job.key.value)\" does not need \"\(name)\"",
                reference,
                fix: needed.map { "add \"\($0.key.value)\" to its \"needs\"" }
                    ?? near.map { "did you mean \"\($0)\"?" }
            )
            return
        }
        let rest = Array(reference.path.dropFirst())
        guard let first = rest.first else { return }
        member(first, of: ["result", "outputs"], reference, "needs.\(name)")
        guard same(first, "outputs"), let output = rest.dropFirst().first, let needed else {
            return
        }
        member(output, of: Array(needed.outputs.keys), reference, "needs.\(name).outputs")
    }

    private func step(_ name: String, _ reference: Reference) {
        guard let job = job(of: reference.site) else { return }
        let ids = job.steps.map { $0.id?.value ?? "" }
        let place = ids.firstIndex { same($0, name) }
        let earlier: ArraySlice<String> =
            if case .step(let index, _) = reference.site { ids[..<index] } else { ids[...] }
        guard earlier.contains(where: { same($0, name) }) else {
            let near = Suggestion.nearest(to: name, in: earlier.filter { !$0.isEmpty })
            tell(
                place == nil
                    ? "no step has the id \"\(name)\""
                    : "step \"\(name)\" does not run before this one",
                reference,
                fix: near.map { "did you mean \"\($0)\"?" }
            )
            return
        }
        guard reference.path.count > 1 else { return }
        let members = ["outputs", "outcome", "conclusion"]
        member(reference.path[1], of: members, reference, "steps.\(name)")
    }

    private func service(_ name: String, _ reference: Reference) {
        guard let job = job(of: reference.site) else { return }
        let names = job.services.map(\.name.value.text)
        guard names.contains(where: { same($0, name) }) else {
            let near = Suggestion.nearest(to: name, in: names)
            tell(
                "job \"\(job.key.value)\" has no service \"\(name)\"",
                reference,
                fix: near.map { "did you mean \"\($0)\"?" }
            )
            return
        }
        guard reference.path.count > 1 else { return }
        member(reference.path[1], of: ["ports"], reference, "services.\(name)")
    }

    private func cell(_ name: String, _ reference: Reference) {
        guard let job = job(of: reference.site) else { return }
        guard let matrix = job.matrix else {
            tell("job \"\(job.key.value)\" has no matrix", reference)
            return
        }
        guard let keys = keys(of: matrix) else { return }
        member(name, of: keys, reference)
    }

    private func shard(_ name: String, _ reference: Reference) {
        guard let job = job(of: reference.site) else { return }
        guard job.shards != nil else {
            tell(
                "job \"\(job.key.value)\" has no shards",
                reference,
                fix: "add \"shards:\" with a number to the job"
            )
            return
        }
        member(name, of: ["index", "total"], reference)
    }

    /// The keys that some cell of a matrix has; nil where templates may add others.
    private func keys(of matrix: Matrix) -> [String]? {
        guard case .object(let entries, _) = matrix.root else { return nil }
        var keys: [String] = []
        for entry in entries {
            switch entry.key.value.lowercased() {
            case "exclude": continue
            case "include":
                guard case .list(let items, _) = entry.node else { return nil }
                for item in items {
                    guard case .object(let extras, _) = item else { return nil }
                    keys += extras.map(\.key.value)
                }
            default: keys.append(entry.key.value)
            }
        }
        return keys
    }

    // MARK: Ground

    /// Tells of a name that is not among the known ones.
    private func member(
        _ name: String,
        of known: [String],
        _ reference: Reference,
        _ owner: String? = nil
    ) {
        guard !known.contains(where: { same($0, name) }) else { return }
        let near = Suggestion.nearest(to: name, in: known)
        tell(
            "\"\(owner ?? reference.context)\" has no \"\(name)\"",
            reference,
            fix: near.map { "did you mean \"\($0)\"?" }
                ?? (known.isEmpty ? nil : "it has: \(known.joined(separator: ", "))")
        )
    }

    private func tell(_ message: String, _ reference: Reference, fix: String? = nil) {
        findings.tell("unknown-name", message, at: reference.range, fix: fix)
    }

    private func job(of site: Reference.Site) -> Job? {
        switch site {
        case .top: nil
        case .job(let index), .step(_, let index):
            index < pipeline.jobs.count ? pipeline.jobs[index] : nil
        }
    }

    /// Keys of contexts are found without regard to case.
    private func same(_ left: String, _ right: String) -> Bool {
        left.lowercased() == right.lowercased()
    }
}
