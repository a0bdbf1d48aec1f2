package import Diagnostics
import Expressions
import OrderedCollections

/// Plans a pipeline: expands its matrices, orders its jobs, fills in what is known before the run.
///
/// It is pure: the same pipeline and inputs give the same plan, and nothing outside of them is looked at.
///
/// - Parameters:
///   - pipeline: What the user asked for.
///   - inputs: The commit, the choice of jobs and cells, and variables.
/// - Returns: A plan of at least one job.
/// - Throws: Every mistake that stands in the way.
package func plan(
    _ pipeline: Pipeline,
    for inputs: RunInputs
) throws(DiagnosticError) -> Plan {
    let order = try JobGraph(pipeline).order()
    var planner = Planner(pipeline, inputs)
    for index in order { planner.add(pipeline.jobs[index]) }
    var jobs = try planner.finish()
    jobs = try PlanSelection(inputs, in: pipeline.file).selected(of: jobs)
    return Plan(
        file: pipeline.file,
        name: pipeline.name ?? pipeline.file.name,
        inputs: inputs,
        secrets: pipeline.secrets,
        checkout: pipeline.checkout,
        jobs: jobs
    )
}

/// Makes planned jobs of jobs, one after another in the order of their needs.
private struct Planner {
    private let pipeline: Pipeline
    private let inputs: RunInputs
    private var names = PlanNames()
    private var planned: [PlannedJob] = []
    private var ids: [JobKey: [PlannedJob.ID]] = [:]
    private var stepCount = 0
    private var mistakes = Mistakes()

    init(_ pipeline: Pipeline, _ inputs: RunInputs) {
        self.pipeline = pipeline
        self.inputs = inputs
    }

    /// The planned jobs.
    consuming func finish() throws(DiagnosticError) -> [PlannedJob] {
        guard mistakes.isEmpty else { throw DiagnosticError(mistakes.told) }
        return planned
    }

    /// Plans every cell of a job.
    mutating func add(_ job: Job) {
        do {
            let cells = try cells(of: job)
            let count = cells.count * (job.shards ?? 1)
            stepCount += count * job.steps.count
            guard planned.count + count <= Bounds.plannedJobs,
                stepCount <= Bounds.plannedSteps
            else {
                mistakes.add([tooMuch])
                return
            }
            for cell in cells {
                for shard in Self.shards(of: job) where !mistakes.isFull {
                    add(cell, shard, of: job)
                }
            }
        } catch {
            mistakes.add(error.diagnostics)
        }
    }

    private func cells(of job: Job) throws(DiagnosticError) -> [MatrixCell] {
        guard let matrix = job.matrix else { return [MatrixCell(values: [:], label: [])] }
        return try matrix.cells(in: inputs.scope(), of: pipeline.file)
    }

    /// The parts in which the tests of a job are run; nil for the whole.
    private static func shards(of job: Job) -> [ShardPlace?] {
        guard let total = job.shards else { return [nil] }
        return (1...total).map { ShardPlace(index: $0, total: total) }
    }

    private mutating func add(_ cell: MatrixCell, _ shard: ShardPlace?, of job: Job) {
        let scope = inputs.scope(matrix: cell.values, shard: shard)
        var settler = Settler(scope, of: pipeline.file)
        let label = cell.label + (shard.map { [$0.text] } ?? [])
        let id = names.id(of: job.key.value, label)
        let slug = names.slug(of: job.key.value, label)
        guard let image = image(of: job, &settler) else {
            mistakes.add(settler.diagnostics)
            return
        }
        let timeout = settler.value(job.timeout ?? pipeline.timeout)?.duration
        let displayName = displayName(of: job, label, &settler)
        let split = settler.texts(job.split)
        let limits = limits(of: job.resources.filled(from: pipeline.resources), &settler)
        let services = job.services.map { service($0, beside: image, &settler) }
        mistakes.add(zip(job.services, services).compactMap { withoutCommand($0, $1) })
        let network = job.network.map { settler.value($0) }
        let steps = job.steps.enumerated().map { step($1, of: job, index: $0 + 1, &settler) }
        ids[job.key.value, default: []].append(id)
        mistakes.add(settler.diagnostics)
        planned.append(
            PlannedJob(
                id: id,
                slug: slug,
                jobKey: job.key.value,
                displayName: displayName,
                matrix: cell.values,
                shard: shard,
                split: split,
                origin: cell.origin,
                needs: needs(of: job),
                condition: job.condition,
                image: image,
                env: pipeline.env.merging(job.env) { _, own in own },
                outputs: job.outputs,
                limits: limits,
                timeout: timeout ?? Bounds.defaultTimeout,
                retry: job.retry,
                network: network,
                services: services,
                caches: job.caches,
                artifacts: job.artifacts,
                continueOnError: job.continueOnError,
                failFast: job.failFast,
                maxParallel: job.maxParallel,
                steps: steps
            )
        )
    }

    // MARK: Parts

    private func needs(of job: Job) -> OrderedDictionary<JobKey, [PlannedJob.ID]> {
        var needs: OrderedDictionary<JobKey, [PlannedJob.ID]> = [:]
        for need in job.needs { needs[need.value] = ids[need.value] ?? [] }
        return needs
    }

    /// A name without `${{ }}` is told apart by the values of the cell; one with them tells itself apart.
    private func displayName(
        of job: Job,
        _ label: [String],
        _ settler: inout Settler
    ) -> String {
        guard let name = job.name else { return PlanNames.name(job.key.value.text, label) }
        if let literal = name.value.literal { return PlanNames.name(literal, label) }
        let text = settler.text(name)
        return PlanNames.name(text.isEmpty ? job.key.value.text : text, [])
    }

    private mutating func image(of job: Job, _ settler: inout Settler) -> PlannedImage? {
        // Without a word about it, a pipeline runs on the programs of the machine.
        guard let recipe = job.image ?? pipeline.image else {
            return PlannedImage(source: .host, setup: [])
        }
        return Self.image(recipe, &settler)
    }

    private static func image(_ recipe: ImageRecipe, _ settler: inout Settler) -> PlannedImage? {
        guard var source = settler.value(recipe.source) else { return nil }
        if case .built(var build) = source {
            for (name, value) in settler.texts(recipe.buildArguments) {
                build.arguments[name] = value
            }
            source = .built(build)
        }
        return PlannedImage(source: source, setup: recipe.setup.map { setup($0, &settler) })
    }

    private static func setup(_ step: SetupStep, _ settler: inout Settler) -> PlannedSetupStep {
        let action: PlannedSetupStep.Action =
            switch step.action {
            case .run(let script, let shell): .run(settler.text(script), shell)
            case .command(let words): .command(settler.texts(words))
            }
        return PlannedSetupStep(
            name: step.name.map { settler.text($0) } ?? action.title,
            action: action,
            env: settler.texts(step.env),
            inputs: settler.texts(step.inputs),
            network: step.network.map { settler.value($0) },
            workingDirectory: step.workingDirectory.map { settler.text($0) },
            user: step.user.map { settler.text($0) }
        )
    }

    private func limits(of resources: Resources, _ settler: inout Settler) -> PlannedLimits {
        PlannedLimits(
            cpu: settler.value(resources.cpu),
            memory: settler.value(resources.memory),
            pids: settler.value(resources.pids),
            disk: settler.value(resources.disk)
        )
    }

    private func service(
        _ service: Service,
        beside image: PlannedImage,
        _ settler: inout Settler
    ) -> PlannedService {
        let settings = service.settings
        let ready = settings.ready.map { ready in
            PlannedReadiness(
                sign: ready.sign,
                timeout: settler.value(ready.timeout)?.duration ?? Bounds.readinessTimeout,
                interval: settler.value(ready.interval)?.duration ?? Bounds.readinessInterval
            )
        }
        return PlannedService(
            name: service.name.value,
            // After an error the job's own stands in for it: the plan is refused then.
            image: settings.image.flatMap { Self.image($0, &settler) } ?? image,
            command: settings.command,
            env: settings.env,
            workingDirectory: settings.workingDirectory,
            user: settings.user,
            ports: settings.ports.compactMap { settler.value($0) },
            ready: ready,
            restart: settings.restart,
            limits: limits(of: settings.resources, &settler)
        )
    }

    private func step(
        _ step: Step,
        of job: Job,
        index: Int,
        _ settler: inout Settler
    ) -> PlannedStep {
        let directory =
            step.workingDirectory ?? job.defaults.workingDirectory
            ?? pipeline.defaults.workingDirectory
        return PlannedStep(
            index: index,
            id: step.id?.value,
            name: step.name,
            action: step.action.shelled(job.defaults.shell ?? pipeline.defaults.shell),
            workingDirectory: directory,
            env: step.env,
            condition: step.condition,
            timeout: settler.value(step.timeout)?.duration,
            continueOnError: step.continueOnError,
            reports: step.reports,
            user: step.user,
            cache: caching(step.cache ?? job.isCached.map { StepCaching($0) }, &settler)
        )
    }

    private func caching(_ wish: StepCaching?, _ settler: inout Settler) -> PlannedCaching? {
        guard let wish else { return nil }
        return PlannedCaching(
            isWanted: wish.isWanted,
            inputs: wish.inputs.map { settler.texts($0) }
        )
    }

    // MARK: Mistakes

    /// Some images cannot name a command, so the service must.
    private func withoutCommand(_ service: Service, _ planned: PlannedService) -> Diagnostic? {
        guard planned.command.isEmpty else { return nil }
        switch planned.image.source {
        case .ociLayout, .ociArchive, .dockerArchive, .named, .built: return nil
        case .host, .scratch, .directory: break
        }
        return Diagnostic(
            code: "missing-key",
            "service \"\(service.name.value)\" has no command, and image \"\(planned.image.source)\" names none",
            in: pipeline.file,
            at: service.name.range,
            fix: "add \"command:\" with a program and its arguments"
        )
    }

    private var tooMuch: Diagnostic {
        let isSteps = stepCount > Bounds.plannedSteps
        return Diagnostic(
            code: isSteps ? "too-many-steps" : "too-many-jobs",
            isSteps
                ? "the plan has more than \(Bounds.plannedSteps) steps, matrix cells counted"
                : "the plan has more than \(Bounds.plannedJobs) jobs, matrix cells counted",
            in: pipeline.file,
            fix: "part the file in two"
        )
    }
}

extension StepAction {
    /// The action with a shell where nobody chose one.
    fileprivate func shelled(_ shell: Shell?) -> StepAction {
        if let shell, case .run(let script, .automatic) = self { .run(script, shell) } else { self }
    }
}
