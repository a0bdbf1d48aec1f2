package import Diagnostics

/// Who needs whom among the jobs of a pipeline.
package struct JobGraph: Sendable {
    private let jobs: [Job]
    private let file: SourceFile
    /// For each job the places of those it needs, unknown ones left out.
    private let needs: [[Int]]

    /// The graph of a pipeline's jobs.
    package init(_ pipeline: Pipeline) {
        jobs = pipeline.jobs
        file = pipeline.file
        let places = Dictionary(
            jobs.enumerated().map { ($1.key.value, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        needs = jobs.map { job in job.needs.compactMap { places[$0.value] } }
    }

    /// The places of the jobs, each after all it needs and otherwise as in the file.
    ///
    /// - Throws: Every need that is no job, and one diagnostic for the circles.
    package func order() throws(DiagnosticError) -> [Int] {
        let unknown = unknownNeeds
        let (order, stuck) = sorted()
        let circle = stuck.isEmpty ? [] : [circleDiagnostic(among: stuck)]
        guard unknown.isEmpty, circle.isEmpty else { throw DiagnosticError(unknown + circle) }
        return order
    }

    private var unknownNeeds: [Diagnostic] {
        let known = Set(jobs.map(\.key.value))
        let unknown = jobs.lazy.flatMap { job in
            job.needs.lazy.filter { !known.contains($0.value) }.map { (job, $0) }
        }
        // Comparing very many needs with very many jobs would take too long.
        let likely = jobs.prefix(100).map(\.key.value.text)
        return unknown.prefix(Bounds.toldMistakes + 1).map { job, need in
            let near = Suggestion.nearest(to: need.value.text, in: likely)
            return Diagnostic(
                code: "unknown-need",
                "job \"\(job.key.value)\" needs \"\(need.value)\", which is no job of this file",
                in: file,
                at: need.range,
                fix: near.map { "did you mean \"\($0)\"?" } ?? "name one of its jobs"
            )
        }
    }

    /// The jobs in order, and those that wait for each other.
    private func sorted() -> (order: [Int], stuck: Set<Int>) {
        var order: [Int] = []
        var done: Set<Int> = []
        var open = Array(jobs.indices)
        while let place = open.firstIndex(where: { needs[$0].allSatisfy(done.contains) }) {
            let job = open.remove(at: place)
            order.append(job)
            done.insert(job)
        }
        return (order, Set(open))
    }

    /// Names one circle: each job left over needs another one left over, so following them must come around.
    private func circleDiagnostic(among stuck: Set<Int>) -> Diagnostic {
        var path: [Int] = []
        var next = stuck.min()
        while let job = next, !path.contains(job) {
            path.append(job)
            next = needs[job].first(where: stuck.contains)
        }
        let start = next.flatMap(path.firstIndex) ?? 0
        let circle = Array(path[start...])
        let names = (circle + circle.prefix(1)).map { jobs[$0].key.value.text }
        let first = jobs[circle[0]]
        let second = names[1]
        return Diagnostic(
            code: "circular-needs",
            "jobs wait for each other: \(names.joined(separator: " needs "))",
            in: file,
            at: first.needs.first { $0.value.text == second }?.range ?? first.key.range,
            fix: "take one of these needs away"
        )
    }
}
