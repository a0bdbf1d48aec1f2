import Builds
package import Containers
import Glibc
import HostSystem
import Images
import Logs
import Networks
import Pipelines
import SystemPackage

/// Opens a shell, or runs one command, in a container on exactly the state before or after a kept step.
///
/// The container is the step's: image, layers, user, folder, variables, mounts, network, services, limits and filter. It
/// differs in its terminal (and `TERM`), in files more in `/run/cuvette`, in having no time limit, and in that what it
/// writes is thrown away.
package struct StepShell: Sendable {
    private let kept: KeptStep
    private let isAfter: Bool
    private let job: KeptJob
    private let means: ContainerMeans
    private let secrets: [String: String]
    private let cancellation: Cancellation
    private let initProgram: FilePath

    /// Prepares a shell; blocks its thread for some milliseconds.
    ///
    /// - Parameters:
    ///   - kept: The step.
    ///   - isAfter: Whether what it wrote is there.
    ///   - secrets: The values of the secrets that it and its services are given, by name.
    ///   - tools: What makes containers.
    /// - Throws: `ExecutionError.badValue` where a layer is gone; `SystemError`.
    package init(
        _ kept: KeptStep,
        after isAfter: Bool,
        secrets: [String: String],
        _ tools: ReproductionTools
    ) throws {
        self.kept = kept
        self.isAfter = isAfter
        self.secrets = secrets
        job = try KeptJob(kept.job, in: kept.directory, tools.session, of: tools.host)
        means = try .apart(tools.session, tools.host, secrets: secrets)
        cancellation = tools.cancellation
        initProgram = tools.initProgram
    }

    /// What could not be made equal to the run, a sentence each.
    package var differences: [String] { job.differences }

    /// Makes what the container needs around it, calls back, and takes it down again.
    ///
    /// - Parameter work: Given the container's place; to be given to `open` or `run`.
    /// - Returns: What the work gives.
    /// - Throws: What keeps a service from getting ready; what the work throws.
    package func prepared<Value: Sendable>(
        _ work: (ShellPlace) async throws -> Value
    ) async throws -> Value {
        let surroundings = KeptSurroundings(
            job: job,
            means: means,
            secrets: secrets,
            cancellation: cancellation
        )
        let volumes = try surroundings.volumes(of: kept.step)
        let value = try await surroundings.run { place in
            let room = try job.room(at: kept.step.index, after: isAfter, network: place.network)
            return try await work(ShellPlace(room: room, place: place, volumes: volumes))
        }
        try await means.remover.finish()
        return value
    }

    /// Opens an interactive shell on our terminal; blocks its thread.
    ///
    /// - Parameters:
    ///   - place: What was prepared.
    ///   - terminal: The kind of our terminal: the value of `TERM`.
    ///   - foreground: Shows its terminal on ours.
    /// - Returns: The shell's exit code.
    /// - Throws: `ContainerError`, `SystemError`, `NetworkError`, `ExecutionError`.
    package func open(
        _ place: ShellPlace,
        terminal: String,
        _ foreground: ForegroundProcess
    ) throws -> Int32 {
        var command = try command(on: place)
        let path = command.environment.last { $0.name == "PATH" }?.value
        let shell = try ContainedShell(
            in: place.room,
            along: path ?? StepCommandMaker.standardPath
        )
        command.arguments = ["\(Skeleton.handover)/\(Self.reaperName)"] + shell.interactive
        command.environment.append(EnvironmentVariable("TERM", terminal))
        if shell.program != "bash" {
            command.environment.append(EnvironmentVariable("ENV", ContainedShell.startupPath))
        }
        let handover = try Handover.make(script: command.script, size: "64m")
        try addFiles(to: handover, shell)
        return try onLayer { layer in
            try container(place).runOnTerminal(
                command,
                on: layer,
                mounts: [(Skeleton.handover, handover.lent)],
                volumes: place.volumes,
                foreground
            )
        }
    }

    /// Runs one command without a terminal; blocks its thread.
    ///
    /// - Parameters:
    ///   - words: The program and its arguments; the step's own command where empty.
    ///   - place: What was prepared.
    ///   - sink: Gets its output.
    /// - Returns: How it ended.
    /// - Throws: `ContainerError`, `SystemError`, `NetworkError`, `ExecutionError`.
    package func run(
        _ words: [String],
        on place: ShellPlace,
        sink: (OutputStream, UnsafeRawBufferPointer) throws -> Void
    ) throws -> ContainerExit {
        var command = try command(on: place)
        if !words.isEmpty { command.arguments = words }
        command.timeLimit = nil
        let handover = try Handover.make(script: command.script)
        let stop = try StopRequest()
        let registration = cancellation.register(stop, seen: .none)
        defer { cancellation.unregister(registration) }
        return try onLayer { layer in
            try container(place).run(
                command,
                on: layer,
                mounts: [(Skeleton.handover, handover.lent)],
                volumes: place.volumes,
                JobContainer.Watch(stop: stop) { _, _ in }
            ) { news in
                if case .output(let stream, let bytes) = news { try sink(stream, bytes) }
            }
            .exit
        }
    }

    /// Opens an interactive shell in the container of a service that runs beside the step; blocks its thread.
    ///
    /// - Parameters:
    ///   - name: The service's.
    ///   - place: What was prepared.
    ///   - terminal: The kind of our terminal: the value of `TERM`.
    ///   - foreground: Shows its terminal on ours.
    /// - Returns: The shell's exit code.
    /// - Throws: `ExecutionError.badValue` where there is no such service, where it has ended, and where its image has no
    ///   shell.
    package func open(
        service name: String,
        _ place: ShellPlace,
        terminal: String,
        _ foreground: ForegroundProcess
    ) throws -> Int32 {
        guard let state = place.place.services[name],
            let index = kept.job.services.firstIndex(where: { $0.name == name })
        else {
            let names = kept.job.services.map(\.name)
            throw ExecutionError.badValue(
                "job \(kept.job.slug) has no service \"\(name)\""
                    + (names.isEmpty ? "" : "; it has \(names.joined(separator: ", "))")
            )
        }
        guard case .running(let container) = state.phase else {
            throw ExecutionError.badValue("the service \(name) does not run")
        }
        let image = job.serviceImages[index]
        let room = JobRoom(
            base: image.base,
            above: SnapshotChain(image.layers),
            limits: kept.job.services[index].limits.limits,
            network: .none,
            rights: means.host.rights
        )
        let path = kept.job.services[index].command.environment.last { $0.name == "PATH" }
        let shell = try ContainedShell(
            in: room,
            along: path?.value.text(with: secrets) ?? StepCommandMaker.standardPath
        )
        guard shell.added == nil else {
            throw ExecutionError.badValue("the image of the service \(name) has no shell")
        }
        return try container.runOnTerminal(
            [shell.program, "-i"],
            environment: ["TERM=\(terminal)"],
            foreground
        )
    }

    private func command(on place: ShellPlace) throws -> StepCommand {
        guard let command = kept.step.command else {
            throw ExecutionError.badValue(
                "what step \(kept.place) runs is not known: \(kept.step.result.problem ?? "it was skipped")"
            )
        }
        return command.command(with: secrets, on: place.place.own)
    }

    private func container(_ place: ShellPlace) -> JobContainer {
        JobContainer(
            place: kept.stepPlace,
            room: place.room,
            session: means.session,
            host: means.host,
            filter: means.filter,
            inherited: job.inheritedLimits.map(\.inOurReach)
        )
    }

    /// Lends a writable layer that is gone afterwards.
    private func onLayer<Value>(_ work: (WritableLayer) throws -> Value) throws -> Value {
        let layer = try WritableLayer(in: means.session, label: "shell")
        defer {
            // What stays goes with the session.
            try? means.session.directory.removeTree(
                FilePath(layer.path.lastComponent?.string ?? "")
            )
        }
        return try work(layer)
    }

    /// The name of the static init that is the shell's first process: it reaps, and hands the terminal to the shell.
    private static let reaperName = "cuvette-reaper"

    private func addFiles(to handover: borrowing Handover, _ shell: ContainedShell) throws {
        let changes = try StepChanges(kept, job).text(limit: 2000)
        let files = ShellFiles(
            kept: kept,
            secrets: secrets,
            changes: changes,
            title: "\(kept.place) \(isAfter ? "after" : "before")",
            shell: shell.program
        )
        for file in files.files { try handover.add(file.name, Array(file.text.utf8), file.mode) }
        try handover.add(Self.reaperName, copying: initProgram)
        if let added = shell.added { try handover.add(ContainedShell.addedName, copying: added) }
    }
}

/// What one container of a shell is made of and has around it.
package struct ShellPlace: Sendable {
    let room: JobRoom
    let place: KeptSurroundings.Place
    let volumes: [VolumeMount]
}
