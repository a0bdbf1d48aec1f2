import ArgumentParser
import Containers
import Diagnostics
import Execution
import HostSystem
import Images
import OrderedCollections
import Pipelines
import SystemPackage

/// What commands about kept steps share: finding them, getting their secrets, the tools.
enum KeptPlace {
    /// How a place is written, for `--help`.
    static let help = ArgumentHelp(
        "RUN, RUN/JOB or RUN/JOB/STEP; the latest failure where left out.",
        valueName: "place"
    )

    /// The steps that a text means, or an end of the program with code 2.
    static func find(_ text: String?, in store: Store) throws -> [KeptStep] {
        do {
            return try KeptStepFinder(store).find(text)
        } catch let error as ExecutionError {
            throw Console.fail(error.description, code: ExitCodes.wrongInput)
        }
    }

    /// The one step that a text means; several end the program with a list of them.
    static func findOne(_ text: String?, in store: Store) throws -> KeptStep {
        let steps = try find(text, in: store)
        guard steps.count == 1, let step = steps.first else {
            throw Console.fail(
                "\(steps.count) steps are meant; name one:\n\(lines(steps).joined(separator: "\n"))",
                code: ExitCodes.wrongInput
            )
        }
        return step
    }

    /// A numbered list.
    static func lines(_ steps: [KeptStep]) -> [String] {
        var table = OutputTable(["", "STEP", "END", "NAME"])
        for (index, kept) in steps.enumerated() {
            table.add([
                "\(index + 1)", kept.place, kept.step.result.text,
                TerminalText.visible(kept.step.name, color: false),
            ])
        }
        return Array(table.lines.dropFirst())
    }

    /// The values of all secrets that a step and the services beside it are given, got again from where the pipeline
    /// says; those that nobody is given are not asked for.
    static func secrets(of kept: KeptStep, allowed: [String]) throws -> [String: String] {
        var names = kept.step.command?.secretNames ?? []
        for service in kept.job.services { names.formUnion(service.command.secretNames) }
        for step in kept.following { names.formUnion(step.command?.secretNames ?? []) }
        return try secrets(names, of: kept.job, allowed: allowed)
    }

    /// The values of named secrets of a job.
    static func secrets(
        _ names: Set<String>,
        of job: JobCheckpoint,
        allowed: [String]
    ) throws -> [String: String] {
        var wanted: OrderedDictionary<String, Secret> = [:]
        for source in job.secrets where names.contains(source.name) {
            wanted[source.name] = secret(source)
        }
        return try SecretsReader(root: FilePath(job.source.root), allowed: allowed)
            .values(of: wanted)
    }

    private static func secret(_ kept: JobCheckpoint.SecretSource) -> Secret {
        let nowhere = SourceRange(SourcePosition(line: 1, column: 1))
        if let name = kept.environment { return Secret(.environment(name), at: nowhere) }
        if let path = kept.file { return Secret(.file(path: path), at: nowhere) }
        return Secret(.prompt(kept.prompt ?? kept.name), at: nowhere)
    }

    /// What makes containers.
    static func tools(_ workplace: Workplace, _ cancellation: Cancellation) throws
        -> ReproductionTools
    {
        ReproductionTools(
            session: workplace.session,
            host: try workplace.containerHost(),
            initProgram: try InitProgram.path(),
            cancellation: cancellation
        )
    }

    /// Runs a body; what goes wrong becomes a message and a code.
    static func report<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw code(of: error)
        }
    }

    /// The same for a body that does not wait.
    static func report<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw code(of: error)
        }
    }

    private static func code(of error: any Error) -> any Error {
        if error is ExitCode || error is ValidationError { return error }
        let isInput = error is ExecutionError
        return Console.fail(
            ErrorText.of(error),
            code: isInput ? ExitCodes.wrongInput : ExitCodes.hostFailure
        )
    }
}
