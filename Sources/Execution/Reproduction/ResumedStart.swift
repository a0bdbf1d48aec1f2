import Builds
import Containers
import Git
import Glibc
import HostSystem
import Images
import OrderedCollections
import Pipelines
import SystemPackage

/// Where a resumed job goes on, and on what.
struct ResumedStart: Sendable {
    /// The first step that is run.
    let index: Int
    /// The layers under it: the old source, what the steps before have written, the edits since.
    let layers: [Snapshot]
    /// Those of the old source, which the new run must keep from being collected.
    let source: [Snapshot]
    /// The edits; nil where there are none.
    let edit: WritableLayer?
    /// The steps before, as they were kept.
    let steps: [StepCheckpoint]
    /// The kept job.
    let job: KeptJob
}

/// Finds out where a resumed job goes on, and writes the edits since.
struct ResumedStartMaker {
    let materials: RunMaterials
    let job: PlannedJob
    let image: JobImage
    let point: ResumePoint

    private var kept: JobCheckpoint { point.job.checkpoint }

    /// The start; nil where nothing of the kept job can be used, which is told.
    ///
    /// - Parameter scope: What the job's first step finds; what the step at which it goes on finds afterwards.
    /// - Returns: The start, or nil.
    /// - Throws: `SystemError`, `BuildError`, `ExecutionError.badValue` where a snapshot is missing.
    func start(_ scope: inout StepScope) throws -> ResumedStart? {
        guard image.base.identity == kept.image.identity,
            image.layers.map(\.name.description) == kept.image.setup
        else {
            tell("its image is another one now; it begins with its first step")
            return nil
        }
        let index = try firstDifferingStep(scope)
        if index < point.index {
            tell("step \(index) is another one now; it goes on from there")
        }
        guard index > 1 else { return nil }
        if let step = kept.steps.first(where: { $0.index == index }) {
            scope.restore(step.before, with: materials.request.secrets)
        }
        let before = try point.job.stepLayers(at: index, after: false)
        let edit = try writeEdit(over: before, from: kept.tree(at: index))
        var layers = point.job.source + before
        if let edit, !edit.isEmpty { layers.append(edit.frozen(as: SnapshotName("edit"))) }
        tell(
            index == 2
                ? "step 1 is that of run \(kept.run)"
                : "steps 1 to \(index - 1) are those of run \(kept.run)"
        )
        return ResumedStart(
            index: index,
            layers: layers,
            source: point.job.source,
            edit: edit,
            steps: kept.steps.filter { $0.index < index },
            job: point.job
        )
    }

    private func tell(_ text: String) {
        materials.events.tell(.note("job \(job.id): \(text)"))
    }

    // MARK: What is still the same

    /// The first step before the point that runs something else by now; the point itself where there is none.
    private func firstDifferingStep(_ scope: StepScope) throws -> Int {
        for old in kept.steps where old.index < point.index {
            guard let step = job.steps.first(where: { $0.index == old.index }),
                step.label == old.label
            else { return old.index }
            // One that was skipped has changed nothing; whether it would be now is not asked.
            guard let command = old.command, old.hasRun else { continue }
            var found = scope
            found.restore(old.before, with: materials.request.secrets)
            guard try isSame(step, as: command, found) else { return old.index }
        }
        return min(point.index, job.steps.count + 1)
    }

    private func isSame(
        _ step: PlannedStep,
        as old: CommandCheckpoint,
        _ scope: StepScope
    ) throws -> Bool {
        let room = try point.job.room(at: step.index, after: false)
        let run = StepRun(
            materials: materials,
            job: job,
            step: step,
            place: StepPlace(
                job: job.id,
                slug: job.slug,
                index: step.index,
                isSetup: false,
                label: step.label,
                attempt: 1
            ),
            cancellation: materials.request.cancellation,
            deadline: .now + job.timeout
        )
        guard let command = run.wouldRun(in: room, scope) else { return false }
        let values = materials.request.secrets
        return command.script == old.script?.text(with: values)
            && command.arguments == old.arguments
            && command.workingDirectory == old.workingDirectory
            && command.identity.uid == old.uid && command.identity.gid == old.gid
            && Self.lasting(command.environment.map { ($0.name, $0.value) })
                == Self.lasting(
                    old.environment.map { ($0.name, $0.value.text(with: values)) }
                )
    }

    /// Variables without those that name the run and its commit.
    private static func lasting(_ pairs: [(String, String)]) -> [String: String] {
        let own: Set = ["CUVETTE_RUN", "CUVETTE_SHA", "CUVETTE_REF_NAME"]
        let kept = pairs.filter { !own.contains($0.0) }
        return Dictionary(kept, uniquingKeysWith: { $1 })
    }

    // MARK: The edits

    /// What is in the workspace now and was not then, on top of what steps have written.
    private func writeEdit(
        over layers: [Snapshot],
        from tree: String
    ) throws -> WritableLayer? {
        let source = materials.request.source
        let isSameCommit = kept.source.commit == source.commit.id.description
        guard tree != source.tree.description || !isSameCommit else { return nil }
        let layer = try WritableLayer(in: materials.request.session, label: "edit")
        let paths = try EditLayer(of: materials.request.repository.gitDirectory).write(
            from: tree,
            point.job.source + layers,
            to: source,
            materials.source.snapshots,
            into: Directory(opening: layer.path.appending("upper"))
        )
        let replaced = paths.filter { path in
            layers.contains { Self.has($0, path) }
        }
        if !replaced.isEmpty {
            tell(
                "\(replaced.prefix(5).joined(separator: ", ")): also written by the steps before; your version replaces theirs"
            )
        }
        return layer
    }

    /// Whether a layer has something at a path of the workspace.
    private static func has(_ layer: Snapshot, _ path: String) -> Bool {
        guard let folder = try? Directory(opening: layer.path) else { return false }
        let place = FilePath(Source.folder).appending(path)
        return (try? folder.open(place, O_PATH_ONLY | O_NOFOLLOW)) != nil
    }
}
