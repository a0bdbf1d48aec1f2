import OrderedCollections
import Expressions
import Pipelines

/// Which jobs wait, run and have ended: decides what may begin.
struct JobBoard {
    private var waiting: [PlannedJob]
    private var running: [PlannedJob.ID: Cancellation] = [:]
    private var results: [PlannedJob.ID: JobResult] = [:]
    private let jobs: [PlannedJob.ID: PlannedJob]
    private let slots: Int

    /// A board on which every job waits.
    init(_ jobs: [PlannedJob], slots: Int) {
        waiting = jobs
        self.jobs = Dictionary(uniqueKeysWithValues: jobs.map { ($0.id, $0) })
        self.slots = max(1, slots)
    }

    /// Takes the first job that may begin; nil where none may until another one ends.
    mutating func next() -> PlannedJob? {
        guard running.count < slots else { return nil }
        guard let index = waiting.firstIndex(where: mayBegin) else { return nil }
        return waiting.remove(at: index)
    }

    private func mayBegin(_ job: PlannedJob) -> Bool {
        let isReady = job.needs.values.joined().allSatisfy { results[$0] != nil }
        guard isReady, let most = job.maxParallel else { return isReady }
        return running.keys.count { jobs[$0]?.jobKey == job.jobKey } < most
    }

    /// Takes note that a job runs.
    mutating func begin(_ id: PlannedJob.ID, _ cancellation: Cancellation) {
        running[id] = cancellation
    }

    /// Takes note that a job has ended; a cell that failed stops the others of its matrix unless told not to.
    mutating func note(_ result: JobResult, of id: PlannedJob.ID) {
        running[id] = nil
        results[id] = result
        guard result.conclusion == .failure, let job = jobs[id], job.failFast else { return }
        for (other, cancellation) in running where jobs[other]?.jobKey == job.jobKey {
            cancellation.cancel()
        }
        for other in waiting where other.jobKey == job.jobKey {
            results[other.id] = JobResult(outcome: .cancelled, conclusion: .cancelled)
        }
        waiting.removeAll { $0.jobKey == job.jobKey }
    }

    /// How a job ended; skipped where it never came to it.
    func result(of id: PlannedJob.ID) -> JobResult {
        results[id] ?? JobResult(outcome: .skipped, conclusion: .skipped)
    }

    /// The results of all jobs that a job needs, directly or through others.
    func ancestors(of job: PlannedJob) -> [JobResult] {
        var seen: Set<PlannedJob.ID> = []
        var open = Array(job.needs.values.joined())
        while let id = open.popLast() {
            guard seen.insert(id).inserted, let needed = jobs[id] else { continue }
            open += needed.needs.values.joined()
        }
        return seen.map(result)
    }

    /// What expressions see as `needs`: each job's `result` and `outputs`; of matrix cells the last one's outputs win.
    func needs(of job: PlannedJob) -> Object {
        Object(
            job.needs.map { key, ids in
                let results = ids.map(result)
                var outputs = Object()
                for result in results {
                    for output in result.outputs { outputs[output.name] = .string(output.value) }
                }
                let parts: [(String, Value)] = [
                    ("result", .string(Self.joined(results).rawValue)),
                    ("outputs", .object(outputs)),
                ]
                return (key.text, .object(Object(parts)))
            }
        )
    }

    /// `success('job')` and `failure('job')`: of the named jobs only.
    func status(
        of job: PlannedJob,
        whole: Bool,
        _ matches: @escaping @Sendable (Outcome) -> Bool
    ) -> Scope.Function {
        let byKey = Dictionary(
            uniqueKeysWithValues: job.needs.map {
                ($0.key.text.lowercased(), Self.joined($0.value.map(result)))
            }
        )
        return { names in
            guard !names.isEmpty else { return .boolean(whole) }
            return .boolean(names.allSatisfy { byKey[$0.text.lowercased()].map(matches) ?? false })
        }
    }

    /// Several cells as one: failed if one failed, cancelled if one was, skipped if all were.
    private static func joined(_ results: [JobResult]) -> Outcome {
        let outcomes = Set(results.map(\.conclusion))
        if outcomes.contains(.failure) { return .failure }
        if outcomes.contains(.cancelled) { return .cancelled }
        return outcomes == [.skipped] ? .skipped : .success
    }
}
