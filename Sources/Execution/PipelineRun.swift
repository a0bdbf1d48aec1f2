import Git
import Builds
import Containers
import Expressions
import HostSystem
import Images
import Logs
import OrderedCollections
import Pipelines
import SystemPackage

/// Runs a plan: makes the source's layers, runs jobs as they become ready, keeps the record, cleans up.
///
/// - Parameters:
///   - request: What to run.
///   - observers: Who is told; the record in the store is kept in any case.
/// - Returns: How it ended.
/// - Throws: What kept the run from beginning; a job that fails is a result.
package func run(_ request: RunRequest, telling observers: [any RunObserver]) async throws
    -> RunResult
{
    try await PipelineRun.recorded(request, telling: observers) { materials in
        await PipelineRun(materials: materials).runJobs()
    }
}

/// The scheduling of a run's jobs.
struct PipelineRun {
    let materials: RunMaterials

    /// Makes what all jobs share, has some of them carried out, and keeps the record.
    ///
    /// - Parameters:
    ///   - request: What to run.
    ///   - observers: Who is told besides the record.
    ///   - work: What is done; gives how jobs ended.
    /// - Returns: How it ended.
    /// - Throws: What kept the run from beginning, or its record from being whole.
    static func recorded(
        _ request: RunRequest,
        telling observers: [any RunObserver],
        _ work: (RunMaterials) async -> [(id: PlannedJob.ID, result: JobResult)]
    ) async throws -> RunResult {
        let began = ContinuousClock.now
        let lock = try await offload {
            try StoreLock(request.session.store, exclusive: false, wait: true)
        }
        defer { withExtendedLifetime(lock) {} }
        let directory = try RunDirectory.next(in: request.session)
        let recorder = try RunRecorder(in: directory, plan: request.plan)
        let materials = try await materials(request, directory, observers + [recorder])
        materials.events.tell(.runBegan(facts(request, directory)))
        let jobs = await work(materials)
        let result = RunResult(
            number: directory.number,
            jobs: jobs,
            wasCancelled: request.cancellation.level > .none,
            duration: began.duration(to: .now)
        )
        try await finish(materials, result)
        try recorder.check()
        return result
    }

    /// Makes what all jobs share.
    private static func materials(
        _ request: RunRequest,
        _ directory: RunDirectory,
        _ observers: [any RunObserver]
    ) async throws -> RunMaterials {
        let snapshots = SnapshotStore(request.session)
        let events = EventStream(observers)
        let source = try await offload {
            try SourceLayers(of: request.repository.gitDirectory, in: snapshots).chain(
                of: request.source
            )
        }
        return RunMaterials(
            request: request,
            directory: directory,
            source: source,
            snapshots: snapshots,
            images: BaseImages(request, snapshots: snapshots, events: events),
            filter: try SeccompCache(in: request.session.store.folder("cache"))
                .program(of: .standard()),
            redactor: Redactor(Array(request.secrets.values)),
            reportRedactor: .forReports(Array(request.secrets.values)),
            reports: ReportShelf(),
            shardFiles: ShardFiles(request),
            networks: RunNetworks(in: request.session),
            remover: LayerRemover(in: request.session),
            events: events
        )
    }

    private static func facts(_ request: RunRequest, _ directory: RunDirectory) -> RunFacts {
        RunFacts(
            number: directory.number,
            plan: request.plan,
            commitSummary: "\(request.source.commit.id.short) \(request.source.commit.summary)",
            isWorktree: request.source.objects != nil,
            differingFiles: request.differingFiles,
            time: WallClock.now,
            resumed: request.resumption?.run
        )
    }

    private static func finish(_ materials: RunMaterials, _ result: RunResult) async throws {
        try await materials.remover.finish()
        try RunReport(materials: materials).write()
        materials.events.tell(.runEnded(result))
    }

    /// Runs every job once all it needs have ended, as many at once as there are slots.
    func runJobs() async -> [(id: PlannedJob.ID, result: JobResult)] {
        var board = JobBoard(materials.request.plan.jobs, slots: materials.request.parallelJobs)
        await withTaskGroup(of: (PlannedJob.ID, JobResult).self) { group in
            while true {
                while let job = board.next() { start(job, &board, in: &group) }
                guard let (id, result) = await group.next() else { break }
                board.note(result, of: id)
            }
        }
        return materials.request.plan.jobs.map { ($0.id, board.result(of: $0.id)) }
    }

    private func start(
        _ job: PlannedJob,
        _ board: inout JobBoard,
        in group: inout TaskGroup<(PlannedJob.ID, JobResult)>
    ) {
        if let taken = materials.request.resumption?.taken[job.id] {
            materials.events.tell(
                .note(
                    "job \(job.id): its result is that of run \(materials.request.resumption?.run ?? 0)"
                )
            )
            return end(job, taken, &board)
        }
        switch decide(job, board) {
        case .success(let decision) where decision.holds:
            let cancellation = Cancellation(below: materials.request.cancellation)
            board.begin(job.id, cancellation)
            let run = JobRun(
                materials: materials,
                job: job,
                needs: board.needs(of: job),
                cancellation: cancellation,
                decision: decision
            )
            group.addTask { (job.id, await run.run()) }
        case .success(let decision):
            let outcome: Outcome =
                materials.request.cancellation.level > .none ? .cancelled : .skipped
            var result = JobResult(outcome: outcome, conclusion: outcome)
            result.decision = decision
            end(job, result, &board)
        case .failure(let error):
            var result = JobResult(outcome: .failure, conclusion: .failure)
            result.problem = error.description
            end(job, result, &board)
        }
    }

    private func end(_ job: PlannedJob, _ result: JobResult, _ board: inout JobBoard) {
        materials.events.tell(.jobEnded(job.id, result))
        board.begin(job.id, Cancellation())
        board.note(result, of: job.id)
    }

    /// Whether a job runs, by its `if` and how the jobs it needs have ended.
    private func decide(_ job: PlannedJob, _ board: JobBoard) -> Result<Decision, ExecutionError> {
        let cancelled = materials.request.cancellation.level > .none
        if materials.request.cancellation.level == .immediate {
            return .success(Decision(note: "the run was cancelled"))
        }
        let ancestors = board.ancestors(of: job)
        let succeeded = ancestors.allSatisfy { $0.conclusion == .success }
        var scope = materials.request.plan.inputs.scope(
            matrix: job.matrix,
            shard: job.shard
        )
        scope[context: "needs"] = .object(board.needs(of: job))
        scope[function: "always"] = { _ in true }
        scope[function: "cancelled"] = { _ in .boolean(cancelled) }
        scope[function: "success"] = board.status(of: job, whole: succeeded && !cancelled) {
            $0 == .success
        }
        let failed = ancestors.contains { $0.conclusion == .failure }
        scope[function: "failure"] = board.status(of: job, whole: failed && !cancelled) {
            $0 == .failure
        }
        do {
            let holds = try job.condition?.value.evaluate(in: scope) ?? (succeeded && !cancelled)
            var decision = Decision(
                job.condition?.value,
                holds: holds,
                in: scope,
                hiding: materials.redactor
            )
            if job.condition == nil, !holds { decision.note = obstacle(to: job, board, cancelled) }
            return .success(decision)
        } catch {
            return .failure(.condition(job.condition, error, in: materials.request.plan))
        }
    }

    /// What keeps a job without a condition from running.
    private func obstacle(to job: PlannedJob, _ board: JobBoard, _ cancelled: Bool) -> String {
        if cancelled { return "the run was cancelled" }
        let ids = job.needs.values.flatMap { $0 }
        let ended = ids.first { board.result(of: $0).conclusion != .success }
        guard let ended else { return "a job before it did not pass" }
        return "job \(ended), which it needs: \(board.result(of: ended).conclusion.rawValue)"
    }
}
