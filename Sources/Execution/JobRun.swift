import Logs
import OrderedCollections
import Builds
import Containers
import Expressions
import Git
import HostSystem
import Images
import Pipelines
import SystemPackage

/// Carries out one planned job: its image, its steps in order, what it keeps.
struct JobRun {
    let materials: RunMaterials
    let job: PlannedJob
    /// The results of the jobs it needs, as expressions see them.
    let needs: Object
    let cancellation: Cancellation
    /// Why it runs.
    var decision: Decision?

    /// Runs the job, again where it fails and its `retry` says so.
    func run() async -> JobResult {
        var attempt = 1
        while true {
            materials.events.tell(.jobBegan(job.id, attempt: attempt))
            let (result, reason) = await runOnce(attempt)
            let again = reason.map { job.retry.reasons.contains($0) } ?? false
            guard again, attempt <= job.retry.max, cancellation.level == .none else {
                materials.events.tell(.jobEnded(job.id, result))
                return result
            }
            materials.events.tell(.note("job \(job.id): attempt \(attempt) failed, trying again"))
            attempt += 1
        }
    }

    private func runOnce(_ attempt: Int) async -> (JobResult, Retry.Reason?) {
        let began = ContinuousClock.now
        var course = JobCourse()
        do {
            try await carryOut(attempt, began, &course)
        } catch {
            course.problem = ErrorText.of(error)
            course.isInfrastructure = !(error is ExecutionError)
            course.status = .failure
        }
        var result = JobResult(outcome: course.status, conclusion: course.status)
        result.outputs = course.outputs
        result.problem = course.problem
        result.isInfrastructure = course.isInfrastructure
        result.lacksReport = course.lacksReport
        result.image = course.image
        result.decision = decision
        result.duration = began.duration(to: .now)
        if result.outcome == .failure, continuesOnError { result.conclusion = .success }
        return (result, course.retryReason)
    }

    private func carryOut(
        _ attempt: Int,
        _ began: ContinuousClock.Instant,
        _ course: inout JobCourse
    ) async throws {
        let image = try await image(job.image, attempt, &course)
        guard course.status == .success else { return }
        course.image = image.base.identity
        let network = try await network()
        var scope = try scope()
        let start = try await resumedStart(image, &scope)
        var room = try room(image, network, start)
        if let start { room.breakLineage("it goes on from run \(start.job.checkpoint.run)") }
        let services = try await services(in: network, image, scope, attempt, began, &course)
        guard course.status == .success else { return }
        scope.services = services.context
        var trail = JobTrail(job: job, image: image, services: services, attempt: attempt)
        trail.start = start
        try await services.run {
            try await carryOutSteps(attempt, began, in: &room, &scope, &course, &trail)
        }
        if cancellation.level > .none { course.status = .cancelled }
        course.outputs = try outputs(scope)
        try await keep(room, scope, course.status, trail)
    }

    private func carryOutSteps(
        _ attempt: Int,
        _ began: ContinuousClock.Instant,
        in room: inout JobRoom,
        _ scope: inout StepScope,
        _ course: inout JobCourse,
        _ trail: inout JobTrail
    ) async throws {
        for step in job.steps where step.index >= trail.start?.index ?? 1 {
            let run = StepRun(
                materials: materials,
                job: job,
                step: step,
                place: place(step.index, label: step.label, attempt),
                cancellation: cancellation,
                deadline: began + job.timeout
            )
            let end = try await carryOut(run, in: &room, scope)
            trail.steps.append(JobTrail.Step(run: run, before: scope, end: end))
            scope.take(variables: end.variables, folders: end.folders)
            scope.note(end.result, of: step, outputs: end.outputs)
            course.note(end)
        }
    }

    /// Runs or skips a step; a condition that cannot be evaluated fails it.
    private func carryOut(_ run: StepRun, in room: inout JobRoom, _ scope: StepScope) async throws
        -> StepRun.End
    {
        var run = run
        guard cancellation.level < .immediate else {
            run.decision = Decision(note: "the run was cancelled")
            return run.skip(scope)
        }
        do {
            let decision = try scope.decision(
                on: run.step.condition?.value,
                hiding: materials.redactor
            )
            run.decision = decision
            guard decision.holds else { return run.skip(scope) }
        } catch {
            let text = ExecutionError.condition(
                run.step.condition,
                error,
                in: materials.request.plan
            )
            return run.fail(text, scope)
        }
        return await run.run(in: &room, scope)
    }

    private func place(_ index: Int, label: String, _ attempt: Int, isSetup: Bool = false)
        -> StepPlace
    {
        StepPlace(
            job: job.id,
            slug: job.slug,
            index: index,
            isSetup: isSetup,
            label: label,
            attempt: attempt
        )
    }

    // MARK: Before the steps

    private func scope() throws -> StepScope {
        let tree = materials.request.source.tree
        let repository = materials.request.repository
        let objects = materials.request.source.objects
        var scope = StepScope(
            of: job,
            inputs: materials.request.plan.inputs,
            runNumber: materials.directory.number,
            needs: needs,
            secrets: materials.request.secrets,
            cancellation: cancellation,
            hashFiles: { patterns throws(ExpressionError) in
                try FileHashes(repository: repository, objects: objects, tree: tree).hash(patterns)
            }
        )
        do {
            try scope.setJobEnvironment()
        } catch {
            throw ExecutionError.badValue("the variables of job \(job.id): \(error.message)")
        }
        return scope
    }

    // MARK: After the steps

    private var continuesOnError: Bool {
        switch job.continueOnError {
        case .fixed(let value): value
        case .template(let template):
            // One that cannot be evaluated does not make a failure harmless.
            (try? template.value.evaluate(
                in: materials.request.plan.inputs.scope(
                    matrix: job.matrix,
                    shard: job.shard
                )
            ))?.isTruthy ?? false
        }
    }

    private func outputs(_ scope: StepScope) throws -> [(name: String, value: String)] {
        do {
            // An output that holds a secret would carry it where nothing masks it.
            return try scope.outputs().filter { output in
                guard materials.redactor.finds(in: output.value) else { return true }
                materials.events.tell(
                    .note("job \(job.id): the output \(output.name) holds a secret and is left out")
                )
                return false
            }
        } catch {
            throw ExecutionError.badValue("the outputs of job \(job.id): \(error.message)")
        }
    }

    private func keep(
        _ room: JobRoom,
        _ scope: StepScope,
        _ status: Outcome,
        _ trail: JobTrail
    ) async throws {
        let keeper = JobKeeper(materials: materials, job: job)
        let isKept = status == .failure || materials.request.keepsSnapshots
        try await offload {
            try keeper.keepArtifacts(of: room, scope.scope(with: [:]), status)
            // Made before the layers move, since it looks into them.
            let maker = CheckpointMaker(materials: materials, trail: trail, room: room)
            let checkpoint = isKept ? maker.checkpoint(status) : nil
            try keeper.settleLayers(of: room, isKept: isKept)
            if isKept, let start = trail.start { try keeper.keepBeginning(start) }
            if let checkpoint { try keeper.keep(checkpoint) }
        }
    }
}

/// What has come of a job so far.
struct JobCourse: Sendable {
    var status = Outcome.success
    var outputs: [(name: String, value: String)] = []
    var problem: String?
    var isInfrastructure = false
    var lacksReport = false
    /// The identity of its image, once it is there.
    var image: String?
    private(set) var hasTimedOut = false

    /// Takes note of a step's end.
    mutating func note(_ end: StepRun.End) {
        if end.result.conclusion == .failure {
            status = .failure
            isInfrastructure = isInfrastructure || end.result.isInfrastructure
            lacksReport = lacksReport || end.lacksReport
            hasTimedOut = hasTimedOut || end.result.exit?.cause == .timeLimit
        }
        if end.result.conclusion == .cancelled, status == .success { status = .cancelled }
    }

    /// Why the job failed, in the words of `retry`; nil where it did not.
    var retryReason: Retry.Reason? {
        guard status == .failure else { return nil }
        if isInfrastructure { return .infrastructure }
        return hasTimedOut ? .timeout : .failure
    }
}
