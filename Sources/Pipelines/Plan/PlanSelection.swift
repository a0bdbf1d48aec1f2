import Diagnostics
import Expressions
import OrderedCollections

/// Which of the planned jobs are to run.
struct PlanSelection {
    private let inputs: RunInputs
    private let file: SourceFile

    init(_ inputs: RunInputs, in file: SourceFile) {
        self.inputs = inputs
        self.file = file
    }

    /// The chosen jobs with all they need, and of their cells only the chosen ones.
    ///
    /// - Throws: A name that is no job, and a matrix value that no cell has.
    func selected(of jobs: [PlannedJob]) throws(DiagnosticError) -> [PlannedJob] {
        try chosenCells(of: chosenJobs(of: jobs))
    }

    // MARK: Jobs

    private func chosenJobs(of jobs: [PlannedJob]) throws(DiagnosticError) -> [PlannedJob] {
        guard !inputs.jobs.isEmpty else { return jobs }
        let unknown = inputs.jobs.filter { name in !jobs.contains { $0.isCalled(name) } }
        guard unknown.isEmpty else {
            throw DiagnosticError(unknown.map { unknownJob($0, among: jobs) })
        }
        return closure(
            of: jobs.filter { job in inputs.jobs.contains(where: job.isCalled) },
            in: jobs
        )
    }

    /// The roots and everything they need.
    private func closure(of roots: [PlannedJob], in jobs: [PlannedJob]) -> [PlannedJob] {
        // Jobs stand after their needs, so one pass from the end finds them all.
        var wanted = Set(roots.map(\.id))
        for job in jobs.reversed() where wanted.contains(job.id) {
            wanted.formUnion(job.needs.values.joined())
        }
        return jobs.filter { wanted.contains($0.id) }
    }

    private func unknownJob(_ name: String, among jobs: [PlannedJob]) -> Diagnostic {
        let names = jobs.map(\.jobKey.text) + jobs.map(\.slug)
        let near = Suggestion.nearest(to: name, in: names)
        return Diagnostic(
            code: "unknown-job",
            "there is no job \"\(name)\"",
            in: file,
            fix: near.map { "did you mean \"\($0)\"?" } ?? "choose one of: \(list(names))"
        )
    }

    /// The first names of a list, each once.
    private func list(_ names: [String]) -> String {
        var seen: Set<String> = []
        let unique = names.filter { seen.insert($0).inserted }
        return unique.prefix(10).joined(separator: ", ") + (unique.count > 10 ? ", …" : "")
    }

    // MARK: Cells

    /// The jobs without those that have a chosen matrix key with another value.
    private func chosenCells(of jobs: [PlannedJob]) throws(DiagnosticError) -> [PlannedJob] {
        var diagnostics: [Diagnostic] = []
        for (key, value) in inputs.cells {
            let values = jobs.compactMap { $0.matrix[key]?.text }
            if !values.contains(value) { diagnostics.append(unknownCell(key, value, values, jobs)) }
        }
        guard diagnostics.isEmpty else { throw DiagnosticError(diagnostics) }
        let kept = jobs.filter { job in
            inputs.cells.allSatisfy { key, value in
                job.matrix[key].map { $0.text == value } ?? true
            }
        }
        try refuseEmptied(jobs, kept)
        let ids = Set(kept.map(\.id))
        return kept.map { $0.needing(only: ids) }
    }

    private func refuseEmptied(
        _ jobs: [PlannedJob],
        _ kept: [PlannedJob]
    ) throws(DiagnosticError) {
        let left = Set(kept.map(\.jobKey))
        guard let job = jobs.first(where: { !left.contains($0.jobKey) }) else { return }
        throw DiagnosticError([
            Diagnostic(
                code: "no-cell",
                "no cell of job \"\(job.jobKey)\" has all the chosen matrix values",
                in: file,
                fix: "choose fewer values"
            )
        ])
    }

    private func unknownCell(
        _ key: String,
        _ value: String,
        _ values: [String],
        _ jobs: [PlannedJob]
    ) -> Diagnostic {
        let keys = jobs.flatMap(\.matrix.keys)
        return Diagnostic(
            code: "no-cell",
            values.isEmpty
                ? "no matrix has a key \"\(key)\"" : "no cell has \(key)=\(value)",
            in: file,
            fix: values.isEmpty
                ? (keys.isEmpty ? nil : "choose one of: \(list(keys))")
                : "choose one of: \(list(values))"
        )
    }
}

extension PlannedJob {
    /// Whether a name from the command line means this job or this cell of it.
    fileprivate func isCalled(_ name: String) -> Bool {
        jobKey.text == name || slug == name || id.text == name
    }

    /// The job without needs that are not to run.
    fileprivate func needing(only ids: Set<ID>) -> PlannedJob {
        var job = self
        job.needs = needs.mapValues { $0.filter(ids.contains) }
        return job
    }
}
