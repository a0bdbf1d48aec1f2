extension Plan {
    /// The needs of the jobs as a Mermaid flow chart, one node a planned job.
    ///
    /// Ends in a line feed.
    ///
    /// Source: Mermaid, "Flowcharts", "Entity codes to escape characters".
    package var mermaid: String {
        let names = Dictionary(
            jobs.enumerated().map { ($1.id, "j\($0 + 1)") },
            uniquingKeysWith: { first, _ in first }
        )
        var lines = ["flowchart LR"]
        for job in jobs {
            lines.append("    \(names[job.id] ?? "")[\"\(escaped(job.displayName))\"]")
        }
        for (before, after) in edges {
            lines.append("    \(names[before.id] ?? "") --> \(names[after.id] ?? "")")
        }
        return (lines + [""]).joined(separator: "\n")
    }

    /// Letters and digits as they are, everything that Mermaid or HTML might read as entity codes.
    private func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            let isPlain =
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || " -_.,()/:=".unicodeScalars.contains(scalar)
            return isPlain ? String(scalar) : "#\(scalar.value);"
        }.joined()
    }
}
