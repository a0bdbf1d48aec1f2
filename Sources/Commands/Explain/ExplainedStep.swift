import Execution
import Expressions

/// A job as a whole, or one of its steps, as the record of a run tells of it.
struct ExplainedStep {
    let run: Int
    /// The job's name.
    let job: String
    let slug: String
    /// The step's word; nil for the job as a whole.
    let label: String?
    /// The event with which it ended.
    let ended: Object
    /// What the run's beginning says of the job.
    let planned: Object

    /// The jobs of a run, each followed by its steps.
    static func all(of record: RunRecord) -> [ExplainedStep] {
        guard case .array(let jobs)? = record.object["jobs"] else { return [] }
        let planned = plannedJobs(record)
        return jobs.flatMap { value -> [ExplainedStep] in
            guard case .object(let job) = value else { return [] }
            let name = job["job"]?.text ?? job["id"]?.text ?? ""
            let plan = planned[name] ?? Object()
            let slug = plan["slug"]?.text ?? name
            func explained(_ label: String?, _ ended: Object) -> ExplainedStep {
                ExplainedStep(
                    run: record.number,
                    job: name,
                    slug: slug,
                    label: label,
                    ended: ended,
                    planned: plan
                )
            }
            var steps: [ExplainedStep] = [explained(nil, job)]
            guard case .array(let told)? = job["steps"] else { return steps }
            for case .object(let step) in told { steps.append(explained(step["step"]?.text, step)) }
            return steps
        }
    }

    /// What the run's beginning says of its jobs, by name.
    private static func plannedJobs(_ record: RunRecord) -> [String: Object] {
        guard case .array(let jobs)? = record.began?["jobs"] else { return [:] }
        var planned: [String: Object] = [:]
        for case .object(let job) in jobs { planned[job["id"]?.text ?? ""] = job }
        return planned
    }

    /// Whether the words behind the run's number mean it: a job means its steps, too.
    func isMeant(by words: ArraySlice<String>) -> Bool {
        guard let wanted = words.first else { return true }
        guard wanted == slug || wanted == job else { return false }
        guard words.count > 1, let step = words.last else { return true }
        return step == label || step == number
    }

    /// Its number in the job, out of its log's name.
    private var number: String? {
        let name = ended["log"]?.text.split(separator: "/").last?.prefix { $0.isNumber } ?? ""
        return Int(name).map { "\($0)" }
    }

    /// What it was given; nil of a job, and of a step that did not run.
    var inputs: Object? {
        if case .object(let inputs)? = ended["inputs"] { inputs } else { nil }
    }

    /// The name by which commands find it.
    var place: String { label.map { "\(run)/\(slug)/\($0)" } ?? "\(run)/\(slug)" }

    /// What has changed since the run before.
    func change(_ past: PastInputs) -> (run: Int, names: [String])? {
        guard let label, let inputs, let last = past.last(job: job, step: label) else { return nil }
        return (last.run, PastInputs.differences(inputs, last.inputs))
    }
}
