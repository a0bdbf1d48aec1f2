import ArgumentParser
import Execution
import HostSystem
import Images

/// `cuvette pin` keeps runs until `cuvette unpin`.
struct PinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Keep runs and their snapshots, whatever the rules say.",
        discussion: """
            EXAMPLES
              cuvette pin 42
              cuvette runs --kept
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The numbers of runs.", valueName: "run"))
    var runs: [Int]

    func run() throws {
        try PinnedRuns(common).change(runs) { run in
            try run.pin()
            if !run.hasSnapshots {
                Console.tell(
                    "run \(run.number) keeps no snapshots; its record and logs stay\n  hint: \"cuvette run --keep\" keeps those of a run that passes"
                )
            }
        }
    }
}

/// `cuvette unpin` lets runs go as any other.
struct UnpinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpin",
        abstract: "Let runs go that were pinned, when their time has come.",
        discussion: """
            EXAMPLES
              cuvette unpin 42
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The numbers of runs.", valueName: "run"))
    var runs: [Int]

    func run() throws {
        try PinnedRuns(common).change(runs) { try $0.unpin() }
    }
}

/// Runs that are to be kept or not; unknown ones are told all at once, before anything is done.
private struct PinnedRuns {
    private let store: Store

    init(_ options: CommonOptions) throws {
        store = try options.openStore()
    }

    func change(_ numbers: [Int], _ body: (RunDirectory) throws -> Void) throws {
        let runs = numbers.map { RunDirectory($0, in: store) }
        let unknown = runs.filter { !$0.isThere }.map { "there is no run \($0.number)" }
        guard unknown.isEmpty else {
            throw Console.fail(
                unknown.joined(separator: "\nerror: "),
                code: ExitCodes.wrongInput
            )
        }
        do {
            for run in runs { try body(run) }
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }
}
