import Containers
import Diagnostics
import Expressions
import Images
import Logs
import Pipelines

/// Makes the checkpoint of a job whose image could not be prepared: the setup step that failed is its only step.
struct SetupCheckpointMaker {
    let materials: RunMaterials
    let job: PlannedJob
    /// What was being prepared: the job's own image, or that of a service.
    let image: PlannedImage
    /// How far it had got.
    let layers: JobImage
    /// The layers with the files that the step declares.
    let files: [Snapshot]

    /// The checkpoint.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - command: What it ran.
    ///   - result: How it ended.
    ///   - place: Its place.
    ///   - limits: What it might use.
    /// - Returns: What is to be written.
    func checkpoint(
        of step: PlannedSetupStep,
        _ command: StepCommand,
        _ result: StepResult,
        at place: StepPlace,
        limits: ResourceLimits
    ) -> JobCheckpoint {
        let request = materials.request
        let secrets = SecretTable(request.secrets)
        var source = SourceCheckpoint(materials, nil)
        source.layers = files.map(\.name.description)
        return JobCheckpoint(
            run: materials.directory.number,
            job: job.id.text,
            jobKey: job.jobKey.text,
            slug: job.slug,
            attempt: place.attempt,
            matrix: job.matrix.entries.map {
                CheckpointVariable($0.key, CheckpointText($0.value.text))
            },
            outcome: Outcome.failure.rawValue,
            pipeline: PipelineCheckpoint(request.plan, hiding: secrets),
            source: source,
            image: ImageCheckpoint(layers, from: image.source.description),
            limits: LimitsCheckpoint(limits),
            network: NetworkCheckpoint(step.network),
            services: [],
            secrets: [],
            surroundings: .here(request.host),
            steps: [self.step(step, command, result, at: place, hiding: secrets)]
        )
    }

    private func step(
        _ step: PlannedSetupStep,
        _ command: StepCommand,
        _ result: StepResult,
        at place: StepPlace,
        hiding secrets: SecretTable
    ) -> StepCheckpoint {
        StepCheckpoint(
            index: place.index,
            isSetup: true,
            label: place.label,
            logName: place.logName,
            name: materials.redactor.redacted(step.name),
            layer: place.logName,
            command: CommandCheckpoint(command, timeLimit: job.timeout, hiding: secrets),
            volumes: [],
            before: StateCheckpoint(
                variables: [],
                path: [],
                status: Outcome.success.rawValue,
                steps: []
            ),
            result: ResultCheckpoint(result),
            reports: [],
            failedTests: []
        )
    }
}
