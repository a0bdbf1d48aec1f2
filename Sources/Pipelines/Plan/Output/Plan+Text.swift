import OrderedCollections

extension Plan {
    /// The plan for a person: what would run, in which order, with every value that is known before the run.
    ///
    /// Templates that wait for the run stand as written. Control characters are replaced, since a pipeline may be
    /// hostile to the terminal. Ends in a line feed.
    package var text: String {
        var lines = PlanLines()
        lines.add(headline)
        for (name, secret) in secrets { lines.add("secret", "\(name) \(secret.source.text)") }
        for (number, stage) in stages.enumerated() {
            lines.add("")
            lines.add("stage \(number + 1)")
            for job in stage {
                PlannedJobText(job, KnownText(inputs, matrix: job.matrix, shard: job.shard)).write(
                    to: &lines
                )
            }
        }
        return lines.text
    }

    private var headline: String {
        let jobCount = jobs.count == 1 ? "1 job" : "\(jobs.count) jobs"
        let stageCount = stages.count == 1 ? "1 stage" : "\(stages.count) stages"
        let place = inputs.git.branch ?? inputs.git.tag ?? inputs.git.ref
        let commit = "commit \(inputs.git.sha.prefix(12))" + (place.map { " (\($0))" } ?? "")
        let history = checkout.depth == 0 ? "all history" : "history of \(checkout.depth)"
        return "\(name): \(jobCount) in \(stageCount), \(commit), \(history)"
    }
}

extension Secret.Source {
    /// Where it is got, as half a sentence.
    fileprivate var text: String {
        switch self {
        case .environment(let name): "from the variable \(name)"
        case .file(let path): "from the file \(path)"
        case .prompt(let question): "asked for: \(question)"
        }
    }
}
