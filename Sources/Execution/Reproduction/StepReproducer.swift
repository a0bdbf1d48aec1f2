import Builds
import Containers
import Expressions
import HostSystem
import Images
import Logs
import OCI
import Networks
import Pipelines
import Reports
import SystemPackage

/// Runs a kept step again, from the snapshot before it, as often and as often at once as is asked for.
package struct StepReproducer: Sendable {
    private let kept: KeptStep
    private let command: CommandCheckpoint
    private let job: KeptJob
    private let means: ContainerMeans
    private let secrets: [String: String]
    private let cancellation: Cancellation
    private let group: FailureGroup

    /// How many last lines of an attempt are looked at.
    private static let tailLength = 200

    /// Prepares to run a step again; blocks its thread for some milliseconds.
    ///
    /// - Parameters:
    ///   - kept: The step.
    ///   - secrets: The values of the secrets that it and its services are given, by name.
    ///   - tools: What makes containers.
    /// - Throws: `ExecutionError.badValue` where a layer is gone, or it is not known what the step runs; `SystemError`.
    package init(
        _ kept: KeptStep,
        secrets: [String: String],
        _ tools: ReproductionTools
    ) throws {
        guard let command = kept.step.command else {
            throw ExecutionError.badValue(
                "what step \(kept.place) runs is not known: \(kept.step.result.problem ?? "it was skipped")"
            )
        }
        self.kept = kept
        self.command = command
        self.secrets = secrets
        job = try KeptJob(kept.job, in: kept.directory, tools.session, of: tools.host)
        means = try .apart(tools.session, tools.host, secrets: secrets)
        cancellation = tools.cancellation
        // A step that wrote nothing has no log.
        let lines = try? LogReader.tail(
            of: kept.step.logName,
            in: kept.directory.job(kept.job.slug),
            count: Self.tailLength
        )
        group = FailureGroup(
            kept.step.result,
            tests: kept.step.failedTests,
            lines: lines ?? []
        )
    }

    /// What could not be made equal to the run, a sentence each.
    package var differences: [String] {
        job.differences
            + job.inheritedLimits.filter { $0.inOurReach.soft != $0.soft }.map {
                "\($0.name) was \($0.soft), and may only be \($0.inOurReach.soft) here"
            }
    }

    /// Whether the step has a network of its own, whose packets could be delayed.
    package var hasOwnNetwork: Bool {
        !["none", "host"].contains(job.checkpoint.network.mode) || !job.checkpoint.services.isEmpty
    }

    /// Runs the step once.
    ///
    /// - Parameters:
    ///   - number: Which time it is, from 1; each only once.
    ///   - variation: What is made otherwise on purpose; nil for nothing.
    /// - Returns: How it ended, and what that says.
    /// - Throws: The host's failure, never the step's.
    package func attempt(_ number: Int, varying variation: StressVariation?) async throws
        -> StepAttempt
    {
        let began = ContinuousClock.now
        let surroundings = KeptSurroundings(
            job: job,
            means: means,
            secrets: secrets,
            cancellation: cancellation
        )
        let volumes = try surroundings.volumes(of: kept.step)
        return try await surroundings.run { place in
            try await offload {
                try run(number, variation, on: place, volumes, began)
            }
        }
    }

    /// Waits until what attempts have left is removed.
    ///
    /// - Throws: `SystemError` for the first thing that could not be.
    package func finish() async throws {
        try await means.remover.finish()
    }

    private func run(
        _ number: Int,
        _ variation: StressVariation?,
        on surroundings: KeptSurroundings.Place,
        _ volumes: [VolumeMount],
        _ began: ContinuousClock.Instant
    ) throws -> StepAttempt {
        var place = kept.stepPlace
        place.attempt = number + 1
        var limits = job.checkpoint.limits.limits
        if let share = variation?.processorShare { limits.cpus = share }
        let room = try job.room(
            at: kept.step.index,
            after: false,
            network: surroundings.network,
            limits: limits
        )
        let container = StepContainer(
            place: place,
            room: room,
            means: means,
            volumes: volumes,
            cancellation: cancellation,
            levelAtBegin: .none,
            inherited: job.inheritedLimits.map(\.inOurReach)
        )
        var command = command.command(with: secrets, on: surroundings.own)
        command.environment += variation?.environment ?? []
        let stress = ForkStress(variation, network: surroundings.own)
        let remains = try stress.run { try container.run(command) }
        defer { means.remover.remove(FilePath(remains.layer.path.lastComponent?.string ?? "")) }
        var behind = room
        behind.freeze(remains.layer, of: place)
        return try attempt(
            number,
            variation,
            remains,
            tests: failedTests(in: behind),
            place,
            refusals: stress.refusals
                + (limits.cpus == nil ? [] : remains.unenforced.filter { $0.limit == "cpu" })
                .map(\.text),
            began
        )
    }

    private func attempt(
        _ number: Int,
        _ variation: StressVariation?,
        _ remains: StepContainer.Remains,
        tests: [String],
        _ place: StepPlace,
        refusals: [String],
        _ began: ContinuousClock.Instant
    ) throws -> StepAttempt {
        let exit = remains.exit
        let passed = exit.status.isSuccess && exit.cause == .itself && tests.isEmpty
        var outcome: Outcome = passed ? .success : .failure
        if exit.cause == .cancelled { outcome = .cancelled }
        let result = ResultCheckpoint(
            StepResult(outcome: outcome, conclusion: outcome, exit: exit)
        )
        let lines = try LogReader.tail(
            of: place.logName,
            in: means.directory.job(place.slug),
            count: Self.tailLength
        )
        let group = FailureGroup(result, tests: tests, lines: lines)
        let duration = began.duration(to: .now)
        return StepAttempt(
            number: number,
            result: result,
            group: group,
            verdict: verdict(passed, group),
            variation: variation,
            refusals: refusals,
            duration: duration,
            overhead: duration - exit.duration,
            lastLines: lines
        )
    }

    private func verdict(_ passed: Bool, _ group: FailureGroup) -> StepAttempt.Verdict {
        let hadPassed = kept.step.result.outcome == Outcome.success.rawValue
        if passed { return hadPassed ? .reproduced : .passed }
        return !hadPassed && group.isSame(as: self.group) ? .reproduced : .different
    }

    /// The tests that failed according to the reports that the step has written.
    private func failedTests(in room: JobRoom) throws -> [String] {
        guard !kept.step.reports.isEmpty else { return [] }
        let view = try room.view()
        let files = try view.files(
            matching: kept.step.reports,
            in: command.workingDirectory
        )
        let reports = try files.map { file in
            JUnitParser(workspace: Workspace.path).parse(
                try view.read(file, limit: ReportCollector.maximumSize),
                file: file.string
            )
        }
        return FailureGroup.failedTests(of: TestReport.merged(reports))
    }
}
