import OrderedCollections

extension Plan {
    /// The needs of the jobs as a graph for Graphviz, one node a planned job.
    ///
    /// Ends in a line feed.
    ///
    /// Source: Graphviz, "DOT Language".
    package var dot: String {
        var lines = ["digraph plan {", "  rankdir=LR;", "  node [shape=box];"]
        for job in jobs {
            lines.append("  \(quoted(job.slug)) [label=\(quoted(job.displayName))];")
        }
        for (before, after) in edges {
            lines.append("  \(quoted(before.slug)) -> \(quoted(after.slug));")
        }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    /// In a DOT string only the quote must be escaped; a backslash would begin an escape of labels.
    private func quoted(_ text: String) -> String {
        "\"" + text.map { "\"\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
    }
}

extension Plan {
    /// Each need of a job, the needed job first, in the order of the plan.
    var edges: [(before: PlannedJob, after: PlannedJob)] {
        let byID = Dictionary(jobs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return jobs.flatMap { job in
            job.needs.values.joined().compactMap { id in byID[id].map { ($0, job) } }
        }
    }
}
