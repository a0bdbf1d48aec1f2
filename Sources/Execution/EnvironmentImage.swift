package import Builds
import Containers
import Expressions
import Git
import HostSystem
import Images
import OCI
package import Pipelines

/// Makes the environment of a job an image: its base, what `setup` made of it, and the commit's files.
///
/// It is a run of its own, whose one job has nothing but the setup steps; their output is kept as that of any run.
///
/// - Parameters:
///   - job: Whose environment.
///   - request: The run that the job would be a part of.
///   - observers: Who is told.
/// - Returns: The layers, and how containers are run; nil where a setup step failed, which observers were told.
/// - Throws: `ExecutionError` for a job on the programs of this machine, and what kept it from being made.
package func environment(
    of job: PlannedJob,
    _ request: RunRequest,
    telling observers: [any RunObserver]
) async throws -> BuiltStage? {
    guard job.image.source != .host else {
        throw ExecutionError.badValue(
            "job \(job.id) runs on the programs of this machine, which no image can hold; give it an \"image:\""
        )
    }
    var stage: BuiltStage?
    _ = try await PipelineRun.recorded(request, telling: observers) { materials in
        let began = ContinuousClock.now
        materials.events.tell(.jobBegan(job.id, attempt: 1))
        let (image, course) = await EnvironmentRun(materials: materials, job: job).image()
        var ended = JobResult(outcome: course.status, conclusion: course.status)
        ended.problem = course.problem
        ended.isInfrastructure = course.isInfrastructure
        ended.duration = began.duration(to: .now)
        materials.events.tell(.jobEnded(job.id, ended))
        if let image, course.status == .success {
            stage = EnvironmentRun.stage(image, materials)
        }
        return [(job.id, ended)]
    }
    return stage
}

/// The making of one environment.
private struct EnvironmentRun {
    let materials: RunMaterials
    let job: PlannedJob

    /// The base with its setup layers; nil where it cannot be had.
    func image() async -> (JobImage?, JobCourse) {
        var course = JobCourse()
        let run = JobRun(
            materials: materials,
            job: job,
            needs: Object(),
            cancellation: materials.request.cancellation
        )
        do {
            let image = try await run.image(job.image, 1, &course)
            return (image, course)
        } catch {
            course.problem = ErrorText.of(error)
            course.isInfrastructure = !(error is ExecutionError)
            course.status = .failure
            return (nil, course)
        }
    }

    /// The layers of an image, without those that only the runtime needs.
    static func stage(_ image: JobImage, _ materials: RunMaterials) -> BuiltStage {
        let commit = materials.request.source.commit
        let config = ExecutionParameters(
            user: image.base.user,
            environment: environment(image.base),
            command: image.base.command.isEmpty ? ["/bin/sh"] : image.base.command,
            workingDirectory: Workspace.path,
            labels: ["org.opencontainers.image.revision": "\(commit.id)"]
        )
        let layers = (image.snapshots + materials.source.snapshots).filter {
            !Skeleton.isSkeleton($0.name)
        }
        return BuiltStage(layers: layers, config: config, platform: .host)
    }

    private static func environment(_ base: BaseRoot) -> [String] {
        let own = base.environment.map { "\($0.name)=\($0.value)" }
        guard !base.environment.contains(where: { $0.name == "PATH" }) else { return own }
        return ["PATH=\(StepCommandMaker.standardPath)"] + own
    }
}
