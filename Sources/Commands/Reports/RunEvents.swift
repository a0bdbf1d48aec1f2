import Execution
import Expressions
import HostSystem
import Logs
import Reports
import SystemPackage

/// What the events of a run's record come to.
struct RunEvents {
    private let directory: RunDirectory
    private var facts = Object()
    private var names: [String: String] = [:]
    private var ended = Object()
    /// The commands that run a job again, by job and by job and step.
    private var commands: [String: String] = [:]
    /// The scope of the tests of each step, by job and step.
    private var scopes: [String: String] = [:]
    private var marks: [String: [TestMark]] = [:]
    private var jobsWithFailedSteps: Set<String> = []
    /// The steps, services and jobs to tell of, in the order in which they ended.
    private(set) var steps: [StepCase] = []

    /// The events of a run's folder, none taken yet.
    init(in directory: RunDirectory) {
        self.directory = directory
    }

    /// Whether the run came to its end.
    var hasEnded: Bool { !ended.isEmpty }

    /// Takes the next event.
    mutating func take(_ event: Object) {
        switch event["type"]?.text {
        case "run-began": facts = event
        case "step-began": names[event["log"]?.text ?? ""] = event["name"]?.text
        case "step-ended": takeStep(event)
        case "tested": takeTests(event)
        case "service-ended": takeService(event)
        case "job-ended": takeJob(event)
        case "run-ended": ended = event
        default: break
        }
    }

    private mutating func takeStep(_ event: Object) {
        let log = event["log"]?.text ?? ""
        let job = event["job"]?.text ?? ""
        let label = event["step"]?.text ?? ""
        let step = RecordedStep(event)
        if step.outcome.isFailing { jobsWithFailedSteps.insert(job) }
        let command = RecordedStep.command(job: job, sha: facts["sha"]?.text ?? "")
        commands[job] = command
        commands["\(job)/\(label)"] = command
        let attempt = Int(event["attempt"]?.number ?? 1)
        let name = names[log] ?? label
        steps.append(
            StepCase(
                job: job,
                name: attempt > 1 ? "\(name) (try \(attempt))" : name,
                outcome: step.outcome,
                duration: step.outcome == .skipped ? nil : step.duration,
                reason: step.reason,
                logTail: step.outcome.isFailing ? tail(log) : "",
                properties: [TestProperty("step", label)] + step.properties
            )
        )
    }

    private mutating func takeTests(_ event: Object) {
        let place = "\(event["job"]?.text ?? "")/\(event["step"]?.text ?? "")"
        scopes[place] = event["test-scope"]?.text
        guard case .array(let ids)? = event["quarantined"] else { return }
        for id in ids { marks[id.text] = [TestMark(.quarantined)] }
    }

    /// A service that was no use, for which its job failed.
    private mutating func takeService(_ event: Object) {
        guard let problem = event["problem"]?.text else { return }
        let job = event["job"]?.text ?? ""
        jobsWithFailedSteps.insert(job)
        steps.append(
            StepCase(
                job: job,
                name: "service:\(event["service"]?.text ?? "")",
                outcome: .error,
                reason: problem,
                logTail: tail(event["log"]?.text ?? "")
            )
        )
    }

    /// A job that failed without a step that did.
    private mutating func takeJob(_ event: Object) {
        let job = event["job"]?.text ?? ""
        guard let problem = event["problem"]?.text, event["outcome"]?.text == "failure",
            !jobsWithFailedSteps.contains(job)
        else { return }
        steps.append(StepCase(job: job, name: "job", outcome: .error, reason: problem))
    }

    private func tail(_ log: String) -> String {
        let parts = log.split(separator: "/").map(String.init)
        guard parts.count == 3, parts[2].hasSuffix(".log") else { return "" }
        let folder = directory.path.appending(parts[0]).appending(parts[1])
        // A step that could not be started has no log.
        guard let opened = try? Directory(opening: folder),
            let lines = try? LogReader.tail(
                of: String(parts[2].dropLast(4)),
                in: opened,
                count: RunSummary.tailLength
            )
        else { return "" }
        return lines.joined(separator: "\n")
    }

    // MARK: The run

    /// What is told of the run in the suite of its steps.
    var properties: [TestProperty] {
        [
            TestProperty("cuvette.run", "\(directory.number)"),
            TestProperty("cuvette.version", CuvetteCommand.version),
            TestProperty("git.sha", facts["sha"]?.text ?? ""),
            TestProperty("git.tree", facts["tree"]?.text ?? ""),
            TestProperty("pipeline", facts["file"]?.text ?? ""),
        ]
    }

    /// What is known of the run beside its tests.
    func context(_ number: Int) -> ReportContext {
        var context = ReportContext()
        context.title = "run \(number)"
        context.version = CuvetteCommand.version
        context.commands = commands
        context.scopes = scopes
        context.marks = marks
        context.hasPassed = hasEnded && ended["outcome"]?.text == "success"
        if let time = facts["time"]?.number, time > 0 {
            context.began = ReportTimestamp(seconds: Int64(time))
        }
        if let duration = ended["duration"]?.number {
            context.elapsed = .microseconds(Int64(duration * 1e6))
        }
        let told = [
            ("pipeline", facts["pipeline"]?.text), ("commit", facts["commit"]?.text),
            ("branch", facts["branch"]?.text),
            ("files", facts["worktree"]?.isTruthy == true ? "as they lay, not the commit's" : nil),
        ]
        context.facts = told.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : TestProperty(name, $0) }
        }
        return context
    }
}
