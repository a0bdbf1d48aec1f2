import SystemPackage
import Diagnostics
import Containers
import Expressions
import HostSystem
import Images
import Logs
import OrderedCollections
import Pipelines

/// Carries out one step of a job: its templates, its container, what it hands on.
struct StepRun {
    let materials: RunMaterials
    let job: PlannedJob
    let step: PlannedStep
    let place: StepPlace
    let cancellation: Cancellation
    /// When the job's time is up.
    let deadline: ContinuousClock.Instant
    /// Why it runs, or does not.
    var decision: Decision?

    /// What a step leaves: its result, what it hands on, and its layer, which is part of the room by now.
    struct End {
        var result: StepResult
        var outputs: [(name: String, value: String)] = []
        var variables: [(name: String, value: String)] = []
        var folders: [String] = []
        var lacksReport = false
        /// What it ran; nil where it came to nothing.
        var command: StepCommand?
        var volumes: [VolumeMount] = []
        /// The names of the layers that it saw in the place of the commit's; nil where it saw those.
        var source: [String]?
        /// The ids of the tests that failed in it.
        var failedTests: [String] = []
    }

    /// Runs the step.
    ///
    /// - Parameters:
    ///   - room: What containers are made of; has the step's layer afterwards.
    ///   - scope: What its expressions see.
    /// - Returns: How it ended and what it hands on.
    func run(in room: inout JobRoom, _ scope: StepScope) async -> End {
        let began = ContinuousClock.now
        materials.events.tell(.stepBegan(place, name: name(scope)))
        var end: End
        var input: InputKey?
        do {
            end = try await carryOut(in: &room, scope, &input)
        } catch {
            end = End(result: Self.result(of: error))
        }
        end.result.input = input
        end.result.decision = decision
        if let input { room.note(input) }
        end.result.duration = began.duration(to: .now)
        if end.result.outcome == .failure, continuesOnError(scope) {
            end.result.conclusion = .success
        }
        materials.events.tell(.stepEnded(place, end.result))
        return end
    }

    /// A step whose condition has no value.
    func fail(_ problem: ExecutionError, _ scope: StepScope) -> End {
        materials.events.tell(.stepBegan(place, name: name(scope)))
        let result = Self.result(of: problem)
        materials.events.tell(.stepEnded(place, result))
        return End(result: result)
    }

    /// A step whose condition does not hold.
    func skip(_ scope: StepScope) -> End {
        materials.events.tell(.stepBegan(place, name: name(scope)))
        var result = StepResult.skipped
        result.decision = decision
        materials.events.tell(.stepEnded(place, result))
        return End(result: result)
    }

    private func carryOut(
        in room: inout JobRoom,
        _ scope: StepScope,
        _ input: inout InputKey?
    ) async throws -> End {
        let own = try environment(scope)
        let visible = try await visible(room)
        let current = visible.room
        let volumes = try Volumes(in: materials.request.session.store).mounts(
            of: job,
            scope.scope(with: own)
        )
        let container = StepContainer(
            place: place,
            room: current,
            means: materials.means,
            volumes: volumes,
            cancellation: cancellation,
            levelAtBegin: cancellation.level
        )
        let keeper = EgressKeeper(directory: materials.directory)
        let network = try await current.network.next()
        let beganAt = WallClock.now
        let shardFiles = try await materials.shardFiles.files(of: job)
        let command = try StepCommandMaker(
            job: job,
            step: step,
            materials: materials,
            deadline: deadline,
            network: network,
            shardFiles: shardFiles
        )
        .command(room: current, scope: scope, own: own)
        let key = self.input(of: command, in: current, visible.inputs)
        input = key
        let lookup = try CacheLookup(
            materials: materials,
            job: job,
            step: step,
            place: place,
            room: room,
            input: key
        )
        if let lookup, lookup.found != nil {
            var end = try replay(lookup, in: &room, scope, own)
            end.command = command
            end.source = visible.source
            return end
        }
        let remains = try await offload {
            var remains = try container.run(command)
            remains.egress = try keeper.keep(command.network, of: container.place)
            return remains
        }
        room.freeze(remains.layer, of: place)
        var end = try judge(remains, beganAt, room: room, scope, own)
        try await settle(remains.layer, lookup, beganAt: beganAt, in: &room, &end)
        end.command = command
        end.source = visible.source
        end.volumes = volumes
        return end
    }

    /// What a step that did not run would have run, for one who wants to go on by hand; nil where that needs what only
    /// a run can know.
    func wouldRun(in room: JobRoom, _ scope: StepScope) -> StepCommand? {
        guard let own = try? environment(scope) else { return nil }
        return try? StepCommandMaker(
            job: job,
            step: step,
            materials: materials,
            deadline: deadline,
            network: .none
        )
        .command(room: room, scope: scope, own: own)
    }

    /// What the remains of a container come to.
    private func judge(
        _ remains: StepContainer.Remains,
        _ beganAt: Int64,
        room: JobRoom,
        _ scope: StepScope,
        _ own: OrderedDictionary<String, String>
    ) throws -> End {
        let exit = remains.exit
        var outcome: Outcome = exit.status.isSuccess && exit.cause == .itself ? .success : .failure
        if exit.cause == .cancelled { outcome = .cancelled }
        var end = End(result: StepResult(outcome: outcome, conclusion: outcome, exit: exit))
        end.result.unenforced = remains.unenforced
        end.result.egress = remains.egress
        take(remains, into: &end)
        try ReportCollector(
            job: job,
            step: step,
            place: place,
            materials: materials,
            beganAt: beganAt
        )
        .collect(from: room, scope.scope(with: own), into: &end)
        return end
    }

    /// What the step hands on is read even when it failed.
    private func take(_ remains: StepContainer.Remains, into end: inout End) {
        do {
            end.outputs = try HandoverFile.pairs(remains.outputs.get())
            end.variables = try HandoverFile.pairs(remains.variables.get())
            end.folders = HandoverFile.paths(try remains.folders.get())
        } catch {
            end.result.problem = Self.problem(error)
            guard end.result.outcome == .success else { return }
            end.result.outcome = .failure
            end.result.conclusion = .failure
        }
    }

    private static func problem(_ error: any Error) -> String {
        guard let error = error as? HandoverFile.SyntaxError else { return ErrorText.of(error) }
        return
            "a line of $CUVETTE_OUTPUT or $CUVETTE_ENV cannot be read: line \(error.line): expected \(error.message)"
    }

    private func environment(_ scope: StepScope) throws -> OrderedDictionary<String, String> {
        let visible = scope.scope(with: [:])
        var own: OrderedDictionary<String, String> = [:]
        for (name, template) in step.env { own[name] = try evaluate(template, visible) }
        return own
    }

    private func evaluate(_ template: Placed<Template>, _ scope: Scope) throws -> String {
        do {
            return try template.value.text(in: scope)
        } catch {
            throw ExecutionError.expression(template, error, in: materials.request.plan)
        }
    }

    /// What people call the step, secrets replaced.
    func name(_ scope: StepScope) -> String {
        let visible = scope.scope(with: [:])
        // What cannot be evaluated is shown as written; the step itself says what is wrong.
        func shown(_ template: Placed<Template>) -> String {
            (try? template.value.text(in: visible)) ?? template.value.source
        }
        let text = step.name.map(shown) ?? step.action.title(showing: shown)
        return materials.redactor.redacted(text)
    }

    private func continuesOnError(_ scope: StepScope) -> Bool {
        switch step.continueOnError {
        case .fixed(let value): value
        case .template(let template):
            // One that cannot be evaluated does not make a failure harmless.
            (try? template.value.evaluate(in: scope.scope(with: [:])))?.isTruthy ?? false
        }
    }

    /// The result of a step that could not be carried out.
    static func result(of error: any Error) -> StepResult {
        var result = StepResult(outcome: .failure, conclusion: .failure)
        result.problem = ErrorText.of(error)
        result.isInfrastructure = !(error is ExecutionError)
        return result
    }
}

extension ExecutionError {
    /// A template that has no value, with its place in the file.
    static func expression(_ template: Placed<Template>, _ error: ExpressionError, in plan: Plan)
        -> ExecutionError
    {
        let position = template.map.position(at: error.offset)
        return .expression(
            place: "\(plan.file.name):\(position.line):\(position.column)",
            message: error.message
        )
    }

    /// A condition that has no value, with its place in the file.
    static func condition(_ condition: Placed<Condition>?, _ error: any Error, in plan: Plan)
        -> ExecutionError
    {
        guard let condition, let error = error as? ExpressionError else {
            return .badValue("\(error)")
        }
        let position = condition.map.position(at: error.offset)
        return .expression(
            place: "\(plan.file.name):\(position.line):\(position.column)",
            message: error.message
        )
    }
}
