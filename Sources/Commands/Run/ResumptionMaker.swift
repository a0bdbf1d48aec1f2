import Containers
import Execution
import Expressions
import HostSystem
import Images
import OrderedCollections
import Pipelines
import SystemPackage

/// Decides for each job of a plan whether its earlier result is taken, whether it goes on from a snapshot, or runs whole.
struct ResumptionMaker {
    /// The earlier run's.
    let directory: RunDirectory
    let plan: Plan
    let session: Session
    let host: ContainerHost

    /// How the run goes on.
    ///
    /// - Parameters:
    ///   - beginnings: `JOB/STEP` of jobs that begin elsewhere than where they failed.
    ///   - onlyFailed: Whether jobs that failed begin with their first step.
    /// - Returns: The resumption.
    /// - Throws: `ExecutionError.badValue` for what is not there; `SystemError`.
    func resumption(beginning beginnings: [String], onlyFailed: Bool) throws -> Resumption {
        let record = RunRecord(directory.number, in: session.store)
        guard record.outcome != "running" else {
            throw ExecutionError.badValue("run \(directory.number) is going on")
        }
        let earlier = results(in: record)
        let kept = try keptJobs()
        let wanted = try chosen(beginnings, kept)
        var taken: [PlannedJob.ID: JobResult] = [:]
        var points: [PlannedJob.ID: ResumePoint] = [:]
        for job in plan.jobs {
            let needsAreTaken = job.needs.values.joined().allSatisfy { taken[$0] != nil }
            if needsAreTaken, wanted[job.id] == nil, let result = earlier[job.id.text] {
                taken[job.id] = result
            } else if !onlyFailed, let point = kept[job.id.text],
                !point.steps.contains(where: \.isSetup),
                let step = wanted[job.id] ?? point.failedStep?.index
            {
                let open = try KeptJob(point, in: directory, session, of: host)
                points[job.id] = ResumePoint(open, at: step)
            }
        }
        return Resumption(of: directory.number, taking: taken, from: points)
    }

    /// What the jobs that passed came to, by id.
    private func results(in record: RunRecord) -> [String: JobResult] {
        var results: [String: JobResult] = [:]
        guard case .array(let jobs)? = record.object["jobs"] else { return results }
        for case .object(let job) in jobs {
            guard let id = job["job"]?.text, job["conclusion"]?.text == "success" else { continue }
            let outcome = Outcome(rawValue: job["outcome"]?.text ?? "") ?? .success
            var result = JobResult(outcome: outcome, conclusion: .success)
            if case .object(let outputs)? = job["outputs"] {
                result.outputs = outputs.entries.map { ($0.key, $0.value.text) }
            }
            results[id] = result
        }
        return results
    }

    /// The last try of each kept job, by id.
    private func keptJobs() throws -> [String: JobCheckpoint] {
        Dictionary(
            try CheckpointShelf(directory).all().map { ($0.job, $0) },
            uniquingKeysWith: { $0.attempt > $1.attempt ? $0 : $1 }
        )
    }

    /// The steps that were named, by job.
    private func chosen(
        _ beginnings: [String],
        _ kept: [String: JobCheckpoint]
    ) throws -> [PlannedJob.ID: Int] {
        var chosen: [PlannedJob.ID: Int] = [:]
        for text in beginnings {
            let parts = text.split(separator: "/").map(String.init)
            let jobs = kept.values.filter {
                $0.slug == parts[0] || $0.job == parts[0] || $0.jobKey == parts[0]
            }
            guard !kept.isEmpty else {
                throw ExecutionError.badValue(
                    "run \(directory.number) keeps no snapshots: it passed or was interrupted, or newer failures took their place"
                )
            }
            guard !jobs.isEmpty else {
                throw ExecutionError.badValue(
                    "run \(directory.number) keeps no job \"\(parts[0])\"; it keeps \(kept.values.map(\.slug).sorted().joined(separator: ", "))"
                )
            }
            for job in jobs {
                guard let step = job.step(parts[1]) else {
                    throw ExecutionError.badValue(
                        "job \(job.slug) has no step \"\(parts[1])\"; it has \(job.steps.map(\.label).joined(separator: ", "))"
                    )
                }
                chosen[PlannedJob.ID(job.job)] = step.index
            }
        }
        return chosen
    }
}
