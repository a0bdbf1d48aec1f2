import Containers
import Builds
import Diagnostics
import Expressions
import Git
import HostSystem
import Images
import OrderedCollections
import Pipelines
import SystemPackage

/// Makes the checkpoint of a job that is kept, while its layers are still where the job has written them.
struct CheckpointMaker {
    let materials: RunMaterials
    let trail: JobTrail
    let room: JobRoom

    private var job: PlannedJob { trail.job }

    /// The checkpoint.
    ///
    /// - Parameter outcome: What the job came to.
    /// - Returns: What is to be written.
    func checkpoint(_ outcome: Outcome) -> JobCheckpoint {
        let request = materials.request
        let secrets = SecretTable(request.secrets)
        return JobCheckpoint(
            run: materials.directory.number,
            job: job.id.text,
            jobKey: job.jobKey.text,
            slug: job.slug,
            attempt: trail.attempt,
            matrix: job.matrix.entries.map {
                CheckpointVariable($0.key, CheckpointText($0.value.text))
            },
            outcome: outcome.rawValue,
            pipeline: PipelineCheckpoint(request.plan, hiding: secrets),
            source: SourceCheckpoint(materials, trail.start),
            image: ImageCheckpoint(trail.image, from: job.image.source.description),
            limits: LimitsCheckpoint(room.limits),
            network: NetworkCheckpoint(job.network),
            services: trail.services.waits.map { ServiceCheckpoint($0, hiding: secrets) },
            secrets: request.plan.secrets.map { Self.source($0.key, $0.value) },
            surroundings: .here(request.host),
            steps: (trail.start?.steps ?? []) + trail.steps.map { step($0, hiding: secrets) }
        )
    }

    /// The folder of the edits with which a resumed job went on.
    static func editFolder(_ start: ResumedStart) -> String? {
        start.edit == nil ? nil : "edit-\(start.index)"
    }

    private static func source(_ name: String, _ secret: Secret) -> JobCheckpoint.SecretSource {
        var source = JobCheckpoint.SecretSource(name: name)
        switch secret.source {
        case .environment(let variable): source.environment = variable
        case .file(let path): source.file = path
        case .prompt(let text): source.prompt = text
        }
        return source
    }

    private func step(_ done: JobTrail.Step, hiding secrets: SecretTable) -> StepCheckpoint {
        let place = done.run.place
        let step = done.run.step
        let hasRun = (room.stepLayers.map(\.label) + room.keptLayers.map(\.label))
            .contains(place.logName)
        let command = done.end.command ?? done.run.wouldRun(in: room, done.before)
        return StepCheckpoint(
            index: place.index,
            label: place.label,
            logName: place.logName,
            name: done.run.name(done.before),
            edit: trail.start.flatMap { start in
                place.index == start.index ? Self.editFolder(start) : nil
            },
            editTree: place.index == trail.start?.index
                ? materials.request.source.tree.description : nil,
            layer: hasRun ? place.logName : nil,
            command: command.map {
                CommandCheckpoint($0, timeLimit: step.timeout ?? job.timeout, hiding: secrets)
            },
            volumes: done.end.volumes.map(Self.volume),
            before: done.before.checkpoint(hiding: secrets),
            result: ResultCheckpoint(done.end.result),
            reports: step.reports.junit.compactMap { template in
                // One that cannot be evaluated was told of when the step ended.
                try? template.value.text(in: done.before.scope(with: [:]))
            },
            failedTests: done.end.failedTests
        )
    }

    private static func volume(_ mount: VolumeMount) -> StepCheckpoint.Volume {
        StepCheckpoint.Volume(
            name: mount.source.lastComponent?.string ?? "",
            path: mount.path
        )
    }
}
