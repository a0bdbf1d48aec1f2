import Expressions
import Pipelines

/// Makes the record of a run from the lines of its `events.ndjson`, tests aside.
struct RunArchiveEvents {
    private(set) var record: RunRecord?
    /// The ids of failed tests that are in quarantine.
    private(set) var quarantined: Set<String> = []
    private var positions: [String: Int] = [:]
    private var names: [String: String] = [:]

    /// Takes note of an event.
    mutating func note(_ event: Object) {
        switch event["type"]?.text {
        case "run-began": begin(event)
        case "step-began": names[event.text("log")] = event.text("name")
        case "step-ended": endStep(event)
        case "job-ended": endJob(event)
        case "tested":
            if case .array(let ids)? = event["quarantined"] {
                quarantined.formUnion(ids.map(\.text))
            }
        case "run-ended":
            record?.outcome = event.text("outcome")
            record?.duration = event.duration("duration")
        default: break
        }
    }

    private mutating func begin(_ event: Object) {
        var record = RunRecord(
            number: Int(event.number("run")),
            began: event.number("time"),
            pipeline: event.text("pipeline"),
            file: event.text("file"),
            sha: event.text("sha"),
            tree: event.text("tree"),
            branch: event.optionalText("branch"),
            summary: event.text("commit"),
            isWorktree: event["worktree"]?.isTruthy ?? false
        )
        guard case .array(let jobs) = event["jobs"] else { return }
        for case .object(let job) in jobs {
            positions[job.text("id")] = record.jobs.count
            record.jobs.append(Self.job(job))
        }
        self.record = record
    }

    private static func job(_ job: Object) -> JobRecord {
        var variant = ""
        if case .object(let matrix)? = job["matrix"], !matrix.isEmpty {
            variant = Value.object(matrix).json()
        }
        return JobRecord(
            name: job.text("id"),
            // Records of before there were keys have the id alone.
            key: job.optionalText("key") ?? job.text("id"),
            slug: job.text("slug"),
            variant: variant,
            shard: shard(job)
        )
    }

    private static func shard(_ job: Object) -> ShardPlace? {
        guard case .object(let shard)? = job["shard"] else { return nil }
        let (index, total) = (Int(shard.number("index")), Int(shard.number("total")))
        return (1...max(1, total)).contains(index) ? ShardPlace(index: index, total: total) : nil
    }

    private mutating func endJob(_ event: Object) {
        guard let position = positions[event.text("job")], var job = record?.jobs[position] else {
            return
        }
        job.outcome = event.text("outcome")
        job.conclusion = event.text("conclusion")
        job.duration = event.duration("duration")
        job.image = event.optionalText("image")
        job.problem = event.optionalText("problem")
        job.isInfrastructure = event["infrastructure"]?.isTruthy ?? false
        record?.jobs[position] = job
    }

    private mutating func endStep(_ event: Object) {
        guard let position = positions[event.text("job")] else { return }
        var step = StepRecord(
            label: event.text("step"),
            name: names[event.text("log")] ?? event.text("step"),
            attempt: Int(event.number("attempt")),
            outcome: event.text("outcome"),
            conclusion: event.text("conclusion")
        )
        step.duration = event.duration("duration")
        step.exitCode = event["exit-code"].map { Int($0.number) }
        step.signal = event["signal"].map { Int($0.number) }
        step.cause = event.optionalText("cause")
        step.problem = event.optionalText("problem")
        step.isInfrastructure = event["infrastructure"]?.isTruthy ?? false
        step.inputKey = event.optionalText("input-key")
        step.userTime = event.duration("user-time")
        step.systemTime = event.duration("system-time")
        step.peakMemoryBytes = event.number("peak-memory")
        step.testScope = event.optionalText("test-scope")
        record?.jobs[position].steps.append(step)
    }
}

extension Object {
    fileprivate func text(_ key: String) -> String { self[key]?.text ?? "" }

    fileprivate func optionalText(_ key: String) -> String? {
        guard case .string(let text)? = self[key] else { return nil }
        return text
    }

    fileprivate func number(_ key: String) -> Int64 {
        guard case .number(let number)? = self[key], number.isFinite else { return 0 }
        return Int64(exactly: number.rounded()) ?? 0
    }

    fileprivate func duration(_ key: String) -> Duration {
        guard case .number(let seconds)? = self[key], seconds.isFinite, abs(seconds) < 1e12 else {
            return .zero
        }
        return .microseconds(Int64((seconds * 1e6).rounded()))
    }
}
