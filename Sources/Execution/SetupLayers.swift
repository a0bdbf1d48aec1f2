import Builds
import Containers
import Expressions
import Git
import HostSystem
import Images
import OrderedCollections
import Pipelines
import SystemPackage

/// Makes the layers of an image's `setup` steps, each kept by what it depends on and nothing else.
///
/// The key of a layer is its parent, the command, its variables, user, network and the git ids of its declared inputs:
/// a commit that changes none of them finds the layer and runs nothing.
struct SetupLayers {
    let materials: RunMaterials
    let job: PlannedJob
    /// What is made of which base.
    let image: PlannedImage
    /// How many setup steps the job has before these.
    var countBefore = 0
    let cancellation: Cancellation

    private var files: InputFiles { InputFiles(materials: materials) }

    /// The layers, bottom first; those that are missing are made.
    ///
    /// - Parameters:
    ///   - base: What they lie on.
    ///   - attempt: Which try of the job.
    ///   - course: Is failed where a step fails.
    /// - Returns: As many layers as there are steps, fewer where one failed.
    /// - Throws: What kept a step from being looked up or begun.
    func layers(on base: BaseRoot, attempt: Int, _ course: inout JobCourse) async throws
        -> [Snapshot]
    {
        var layers: [Snapshot] = []
        var parent = base.identity
        for (offset, step) in image.setup.enumerated() {
            let inputs = try await files.matching(step.inputs)
            let name = SnapshotName("setup-\(key(of: step, inputs, parent))")
            parent = name.description
            if let layer = try materials.snapshots.existing(name) {
                materials.events.tell(.setupCached(job.id, name: step.name))
                layers.append(layer)
                continue
            }
            let place = StepPlace(
                job: job.id,
                slug: job.slug,
                index: countBefore + offset + 1,
                isSetup: true,
                label: "setup-\(countBefore + offset + 1)",
                attempt: attempt
            )
            guard
                let layer = try await make(
                    step,
                    name,
                    inputs,
                    at: place,
                    on: base,
                    below: layers,
                    &course
                )
            else {
                return layers
            }
            layers.append(layer)
        }
        return layers
    }

    private func key(of step: PlannedSetupStep, _ inputs: [SetupInput], _ parent: String)
        -> ObjectID
    {
        var text =
            "parent \(parent)\nnetwork \(step.network.text)\nuser \(step.user ?? "")\ndirectory \(step.workingDirectory ?? "")\n"
        switch step.action {
        case .run(let script, let shell): text += "run \(shell) \(script.utf8.count)\n\(script)\n"
        case .command(let words): text += words.map { "word \($0.utf8.count)\n\($0)\n" }.joined()
        }
        for (name, value) in step.env { text += "env \(name) \(value.utf8.count)\n\(value)\n" }
        for input in inputs { text += "input \(input.id) \(input.isExecutable) \(input.path)\n" }
        return Repository.blobID(of: Array(text.utf8))
    }

    private func make(
        _ step: PlannedSetupStep,
        _ name: SnapshotName,
        _ inputs: [SetupInput],
        at place: StepPlace,
        on base: BaseRoot,
        below layers: [Snapshot],
        _ course: inout JobCourse
    ) async throws -> Snapshot? {
        let began = ContinuousClock.now
        materials.events.tell(.stepBegan(place, name: step.name))
        var result: StepResult
        var snapshot: Snapshot?
        do {
            let done = try await run(step, inputs, at: place, on: base, below: layers)
            let remains = done.remains
            let passed = remains.exit.status.isSuccess && remains.exit.cause == .itself
            let outcome: Outcome =
                passed ? .success : remains.exit.cause == .cancelled ? .cancelled : .failure
            result = StepResult(outcome: outcome, conclusion: outcome, exit: remains.exit)
            result.egress = remains.egress
            if passed { snapshot = try await keep(remains.layer, as: name) }
            if outcome == .failure {
                try await keepFailure(step, done, result, at: place, on: base, below: layers)
            }
        } catch {
            result = StepRun.result(of: error)
        }
        // The layer's name is made of all that the step is given.
        result.input = InputKey([.init("image", base.identity), .init("setup", "\(name)")])
        result.duration = began.duration(to: .now)
        materials.events.tell(.stepEnded(place, result))
        course.note(StepRun.End(result: result))
        return snapshot
    }

    /// What is left of a step, and what it ran on what.
    private struct Done: Sendable {
        var remains: StepContainer.Remains
        var command: StepCommand
        /// The layers with its declared files.
        var files: [Snapshot]
        var room: JobRoom
    }

    private func run(
        _ step: PlannedSetupStep,
        _ inputs: [SetupInput],
        at place: StepPlace,
        on base: BaseRoot,
        below layers: [Snapshot]
    ) async throws -> Done {
        let files = try await self.files.layer(of: inputs)
        let networks = materials.networks
        let network = try await offload { try networks.open(step.network) }
        let room = JobRoom(
            base: base,
            above: SnapshotChain(layers + files),
            limits: ResourceLimits(),
            network: network,
            rights: materials.request.host.rights
        )
        let container = StepContainer(
            place: place,
            room: room,
            means: materials.means,
            volumes: [],
            cancellation: cancellation,
            levelAtBegin: cancellation.level
        )
        let keeper = EgressKeeper(directory: materials.directory)
        let command = try command(of: step, room, try await network.next())
        return try await offload {
            var remains = try container.run(command)
            remains.egress = try keeper.keep(command.network, of: container.place)
            return Done(remains: remains, command: command, files: files, room: room)
        }
    }

    /// Keeps what a step that failed has left, and what it takes to make its container again.
    private func keepFailure(
        _ step: PlannedSetupStep,
        _ done: Done,
        _ result: StepResult,
        at place: StepPlace,
        on base: BaseRoot,
        below layers: [Snapshot]
    ) async throws {
        let maker = SetupCheckpointMaker(
            materials: materials,
            job: job,
            image: image,
            layers: JobImage(base: base, layers: layers),
            files: done.files
        )
        let keeper = JobKeeper(materials: materials, job: job)
        let checkpoint = maker.checkpoint(
            of: step,
            done.command,
            result,
            at: place,
            limits: done.room.limits
        )
        var room = done.room
        room.freeze(done.remains.layer, of: place)
        try await offload { [room] in
            try materials.use(base.chain.snapshots + layers + done.files)
            try keeper.settleLayers(of: room, isKept: true)
            try keeper.keep(checkpoint)
        }
    }

    private func command(of step: PlannedSetupStep, _ room: JobRoom, _ network: ContainerNetwork)
        throws
        -> StepCommand
    {
        let user = try room.user(step.user ?? "")
        var variables: OrderedDictionary<String, String> = [
            "PATH": StepCommandMaker.standardPath, "HOME": user.home, "LANG": "C.UTF-8",
        ]
        for (name, value) in room.base.environment { variables[name] = value }
        variables.merge(["CI": "true", "CUVETTE": "true", "CUVETTE_WORKSPACE": Workspace.path]) {
            _,
            new in new
        }
        variables.merge(step.env) { _, new in new }
        let directory = step.workingDirectory ?? Workspace.path
        var command = StepCommand(
            script: nil,
            arguments: [],
            environment: variables.map { EnvironmentVariable($0.key, $0.value) },
            workingDirectory: directory.hasPrefix("/")
                ? directory : "\(Workspace.path)/\(directory)",
            identity: user.identity,
            timeLimit: job.timeout,
            network: network
        )
        switch step.action {
        case .run(let script, let shell):
            let path = variables["PATH"] ?? StepCommandMaker.standardPath
            let hasBash =
                try shell == .automatic && StepCommandMaker.finds("bash", along: path, in: room)
            command.script = script
            command.arguments = shell.arguments(
                runningScriptAt: Handover.scriptPath,
                hasBash: hasBash
            )
        case .command(let words): command.arguments = words
        }
        return command
    }

    /// Gives a finished layer its name in the store.
    ///
    /// The workspace in it is only what the step wrote there.
    private func keep(_ layer: WritableLayer, as name: SnapshotName) async throws -> Snapshot {
        let snapshots = materials.snapshots
        return try await offload { try snapshots.adopt(layer, as: name) }
    }
}
