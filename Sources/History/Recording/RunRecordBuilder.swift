import Containers
import Diagnostics
import Execution
import Expressions
import Pipelines
import Reports

/// Makes the record of a run from what the run tells, and from nothing else.
struct RunRecordBuilder: Sendable {
    private(set) var record: RunRecord?
    private var names: [StepPlace: String] = [:]
    private var tests: [StepPlace: StepTests] = [:]
    private var positions: [PlannedJob.ID: Int] = [:]

    /// Takes note of an event.
    mutating func note(_ event: RunEvent) {
        switch event {
        case .runBegan(let facts): begin(facts)
        case .stepBegan(let place, let name): names[place] = name
        case .tested(let place, let tests): self.tests[place] = tests
        case .stepEnded(let place, let result): end(place, result)
        case .jobEnded(let id, let result): end(id, result)
        case .runEnded(let result):
            record?.outcome = result.outcome.rawValue
            record?.duration = result.duration
        default: break
        }
    }

    private mutating func begin(_ facts: RunFacts) {
        let git = facts.plan.inputs.git
        record = RunRecord(
            number: facts.number,
            began: facts.time,
            pipeline: facts.plan.name,
            file: facts.plan.file.name,
            sha: git.sha,
            tree: git.tree,
            branch: git.branch,
            summary: facts.commitSummary,
            isWorktree: facts.isWorktree,
            jobs: facts.plan.jobs.map(Self.job)
        )
        for (index, job) in facts.plan.jobs.enumerated() { positions[job.id] = index }
    }

    private static func job(_ job: PlannedJob) -> JobRecord {
        JobRecord(
            name: job.id.text,
            key: job.jobKey.text,
            slug: job.slug,
            variant: job.matrix.isEmpty ? "" : Value.object(job.matrix).json(),
            shard: job.shard
        )
    }

    private mutating func end(_ id: PlannedJob.ID, _ result: JobResult) {
        guard let position = positions[id], var job = record?.jobs[position] else { return }
        job.outcome = result.outcome.rawValue
        job.conclusion = result.conclusion.rawValue
        job.duration = result.duration
        job.image = result.image
        job.problem = result.problem
        job.isInfrastructure = result.isInfrastructure
        record?.jobs[position] = job
    }

    private mutating func end(_ place: StepPlace, _ result: StepResult) {
        guard let position = positions[place.job] else { return }
        var step = StepRecord(
            label: place.label,
            name: names.removeValue(forKey: place) ?? place.label,
            attempt: place.attempt,
            outcome: result.outcome.rawValue,
            conclusion: result.conclusion.rawValue
        )
        step.duration = result.duration
        step.problem = result.problem
        step.isInfrastructure = result.isInfrastructure
        step.inputKey = result.inputKey
        if let exit = result.exit { step.take(exit) }
        if let tests = tests.removeValue(forKey: place) {
            step.testScope = tests.scope
            step.tests = tests.report.joiningAttempts().cases.map {
                var record = TestRecord(of: $0, in: tests.scope)
                record.isQuarantined = tests.quarantined.contains(record.identity.id)
                return record
            }
        }
        record?.jobs[position].steps.append(step)
    }
}

extension StepRecord {
    /// Takes what a container tells.
    fileprivate mutating func take(_ exit: ContainerExit) {
        cause = exit.cause.rawValue
        userTime = exit.userTime
        systemTime = exit.systemTime
        peakMemoryBytes = Int64(clamping: exit.peakMemoryBytes)
        switch exit.status {
        case .exited(let code): exitCode = Int(code)
        case .signaled(let signal): self.signal = Int(signal)
        case .notRun: break
        }
    }
}
