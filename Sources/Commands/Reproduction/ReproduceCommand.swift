import ArgumentParser
import Containers
import Execution
import Expressions
import Glibc
import HostSystem
import Images

/// `cuvette reproduce` runs a kept step again and says whether it fails as it did.
struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract:
            "Run a failed step again from its snapshot, and say whether it fails in the same way.",
        discussion: """
            Each attempt is a container of its own on the state before the step; nothing of it stays. A failure is the \
            same where the command ends alike and the same tests fail or, without test reports, most lines that speak of \
            a failure are the same but for numbers, times and addresses.

            EXAMPLES
              cuvette reproduce                          the latest failure, once
              cuvette reproduce 42/test/3 --times 20     how often does it fail?
              cuvette reproduce --until-fail 200 --jobs 4
              cuvette reproduce run.cuv                  the failure of a bundle, see "cuvette bundle"
              cuvette reproduce --stress --times 50      what does the failure depend on?

            EXIT CODES
              0  reproduced
              1  it passed, or failed otherwise
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: KeptPlace.help)
    var place: String?

    @Option(help: ArgumentHelp("Run it so often. (default: 1, with --stress 20)", valueName: "n"))
    var times: Int?

    @Option(help: ArgumentHelp("Run it until it fails, at most so often.", valueName: "n"))
    var untilFail: Int?

    @Option(
        name: [.customShort("j"), .long],
        help: ArgumentHelp("How many attempts run at once. (default: 1)", valueName: "n")
    )
    var jobs: Int?

    @Flag(
        help:
            "Make by lot something otherwise for each attempt: processor time, one processor, the monotonic clock, network delay, hash order."
    )
    var stress = false

    @Option(help: ArgumentHelp("Draw the same lots again with --stress.", valueName: "n"))
    var seed: UInt64?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var outside: AllowPathOption

    func validate() throws {
        for (name, value) in [("times", times), ("until-fail", untilFail), ("jobs", jobs)] {
            if let value, !(1...100_000).contains(value) {
                throw ValidationError("--\(name) takes a number from 1 to 100000")
            }
        }
        if times != nil, untilFail != nil {
            throw ValidationError("--times and --until-fail exclude each other")
        }
    }

    func run() async throws {
        let workplace = try Workplace(common)
        defer { workplace.end() }
        let kept = try KeptPlace.findOne(
            try await BundleFile.place(place, workplace),
            in: workplace.store
        )
        let secrets = try KeptPlace.secrets(of: kept, allowed: outside.allowPath)
        let cancellation = Cancellation()
        let signals = SignalWatch(cancellation)
        let outcome = try await KeptPlace.report {
            let reproducer = try StepReproducer(
                kept,
                secrets: secrets,
                try KeptPlace.tools(workplace, cancellation)
            )
            if !json { ReproductionText.announce(kept, reproducer, common.style) }
            let series = AttemptSeries(
                reproducer: reproducer,
                count: times ?? untilFail ?? (stress ? 20 : 1),
                stopsAtFailure: untilFail != nil,
                parallel: jobs ?? 1,
                seed: stress ? seed ?? UInt64.random(in: 1...999_999) : nil,
                cancellation: cancellation
            )
            let attempts = try await series.run { attempt in
                if !json { ReproductionText.tell(attempt, common.style) }
            }
            return ReproductionOutcome(
                kept: kept,
                attempts: attempts,
                differences: reproducer.differences,
                seed: series.seed
            )
        }
        if json {
            Console.print(Value.object(outcome.json).json(pretty: true))
        } else {
            ReproductionText.conclude(outcome, common.style)
        }
        if let signal = signals.first { throw ExitCode(128 + signal) }
        throw ExitCode(outcome.isReproduced ? ExitCodes.success : ExitCodes.failure)
    }
}
