package import Containers
import Diagnostics
package import Logs
package import Networks
package import Pipelines

/// What happens during a run, in order: the only thing that a run tells anybody.
package enum RunEvent: Sendable {
    /// Everything is known; nothing has run.
    case runBegan(RunFacts)
    /// Something worth knowing that is no failure, such as a submodule that is left out.
    case note(String)
    /// A job has a slot and begins.
    case jobBegan(PlannedJob.ID, attempt: Int)
    /// A setup step's layer was there already.
    case setupCached(PlannedJob.ID, name: String)
    /// A step begins.
    case stepBegan(StepPlace, name: String)
    /// A line of a step's output, secrets replaced.
    case line(StepPlace, LogLine)
    /// A step's test reports have been read; it ends next.
    case tested(StepPlace, StepTests)
    /// A step has ended, or was skipped.
    case stepEnded(StepPlace, StepResult)
    /// A service's container begins, for the first time or again.
    case serviceBegan(StepPlace, restarts: Int)
    /// A service can be used, so long after it began.
    case serviceReady(StepPlace, after: Duration)
    /// A service's container has ended.
    case serviceEnded(StepPlace, ServiceResult)
    /// A job has ended, or was skipped.
    case jobEnded(PlannedJob.ID, JobResult)
    /// All is over and cleaned up.
    case runEnded(RunResult)
}

/// What is known of a run when it begins.
package struct RunFacts: Sendable {
    /// Its number in the store.
    package var number: Int
    /// What will happen.
    package var plan: Plan
    /// The commit, as people read it: 12 digits and the summary.
    package var commitSummary: String
    /// Whether the working directory's files are used instead of the commit's.
    package var isWorktree: Bool
    /// How many of them differ from the commit.
    package var differingFiles: Int
    /// When it began, in seconds since 1970.
    package var time: Int64
    /// The run from which it goes on; nil for a run of its own.
    package var resumed: Int?
}

/// Which step of which job.
package struct StepPlace: Sendable, Hashable {
    /// The job.
    package var job: PlannedJob.ID
    /// The job's name in paths.
    package var slug: String
    /// Counted from 1; setup steps are counted for themselves.
    package var index: Int
    /// Whether it prepares the image.
    package var isSetup: Bool
    /// Which service it is; nil for a step.
    package var service: ServiceName?
    /// The step's word in commands: its id, its number, or `setup-1`; a service's is `service:db`.
    package var label: String
    /// Which try of the job, from 1.
    package var attempt: Int

    /// The name of its log's files.
    package var logName: String {
        let number = index < 10 ? "0\(index)" : "\(index)"
        let name = service.map { "service-\($0)" } ?? (isSetup ? "setup-\(number)" : number)
        return attempt > 1 ? "\(name)-try\(attempt)" : name
    }
}

/// How something ended, in the field's words.
package enum Outcome: String, Sendable, Hashable {
    /// It did what it should.
    case success
    /// It did not.
    case failure
    /// It was stopped.
    case cancelled
    /// It was not begun.
    case skipped
}

/// How a step ended.
package struct StepResult: Sendable {
    /// What its command did.
    package var outcome: Outcome
    /// The same after `continue-on-error`.
    package var conclusion: Outcome
    /// What the container tells; nil for a skipped step and one that could not be started.
    package var exit: ContainerExit?
    /// What stood in the way of starting it, or of reading what it left; nil for nothing.
    package var problem: String?
    /// Whether `problem` is Cuvette's or the host's, rather than the step's.
    package var isInfrastructure = false
    /// Test cases that its reports hold, and how many of them failed.
    package var tests: TestCounts?
    /// From its beginning to its end, making and freezing the container included.
    package var duration: Duration = .zero
    /// Limits that nothing enforced on this host as they were meant.
    package var unenforced: [UnenforcedLimit] = []
    /// What it attempted to reach outside of its job; nil where it had no network of its own.
    package var egress: EgressLog?
    /// The name under which its tests are known from run to run; nil where it has no report.
    package var testScope: String?
    /// What it was given; nil for a skipped step and one whose command could not be made.
    package var input: InputKey?

    /// Whether it was looked for among earlier steps, and what came of it; nil where nobody asked.
    package var cache: CacheDecision?
    /// Why it ran, or did not; nil of what has no condition, such as a setup step.
    package var decision: Decision?

    /// The text of `input`: equal where the step was given the same.
    package var inputKey: String? { input?.text }

    /// A step that was not begun.
    package static let skipped = StepResult(outcome: .skipped, conclusion: .skipped)
}

/// How a service's container ended.
package struct ServiceResult: Sendable {
    /// What the container tells; nil for one that could not be started.
    package var exit: ContainerExit?
    /// Why it was no use: it could not be started, or did not get ready; nil for nothing.
    package var problem: String?
    /// Whether it was asked to end since the job had.
    package var wasStopped = false
    /// When it is started again; nil where it is not.
    package var restartsIn: Duration?
    /// Limits that nothing enforced on this host as they were meant.
    package var unenforced: [UnenforcedLimit] = []
    /// What it attempted to reach outside of its job until now; nil where nothing was looked at.
    package var egress: EgressLog?

    /// Whether it ended for good though nobody asked it to.
    package var isUnexpected: Bool { problem != nil || !wasStopped && restartsIn == nil }
}

/// Totals of test reports.
package struct TestCounts: Sendable, Hashable {
    /// All cases.
    package var tests: Int
    /// Those that failed or could not be judged.
    package var failed: Int
    /// Those that were skipped.
    package var skipped: Int
    /// Those of the failed ones that are in quarantine, so that they do not count.
    package var quarantined = 0

    /// Totals by their parts.
    package init(tests: Int = 0, failed: Int = 0, skipped: Int = 0) {
        self.tests = tests
        self.failed = failed
        self.skipped = skipped
    }
}

/// How a job ended.
package struct JobResult: Sendable {
    /// What its steps came to.
    package var outcome: Outcome
    /// The same after `continue-on-error`: what jobs that need it see.
    package var conclusion: Outcome
    /// What it hands on.
    package var outputs: [(name: String, value: String)] = []
    /// What stood in the way of the job as a whole; nil for nothing.
    package var problem: String?
    /// Whether `problem`, or a step's, is Cuvette's or the host's.
    package var isInfrastructure = false
    /// Whether a report that a step declares was missing or stale.
    package var lacksReport = false
    /// The identity of its image: equal for equal content; nil where there was none yet.
    package var image: String?
    /// Why it ran, or did not.
    package var decision: Decision?
    /// From its beginning to its end.
    package var duration: Duration = .zero

    /// An end of which no more is known.
    package init(outcome: Outcome, conclusion: Outcome) {
        self.outcome = outcome
        self.conclusion = conclusion
    }
}

/// How a run ended.
package struct RunResult: Sendable {
    /// Its number in the store.
    package var number: Int
    /// The jobs, in the plan's order.
    package var jobs: [(id: PlannedJob.ID, result: JobResult)]
    /// Whether somebody stopped it.
    package var wasCancelled: Bool
    /// From its beginning to its end.
    package var duration: Duration

    /// What it came to.
    package var outcome: Outcome {
        if wasCancelled { return .cancelled }
        if jobs.contains(where: { $0.result.conclusion == .failure }) { return .failure }
        return jobs.contains { $0.result.conclusion == .success } ? .success : .skipped
    }
}

/// Somebody who is told what happens: a screen, a file, a test.
package protocol RunObserver: Sendable {
    /// Whether it wants `line` events.
    var wantsLines: Bool { get }
    /// Takes the next event; never called by two threads at once.
    func observe(_ event: RunEvent)
}
