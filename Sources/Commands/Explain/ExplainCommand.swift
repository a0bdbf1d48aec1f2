import ArgumentParser
import Execution
import Expressions
import HostSystem
import Images

/// `cuvette explain` says why a job or step ran, or did not.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a job or a step ran, was skipped, or was taken from an earlier run.",
        discussion: """
            Shown are: the value of every part of its condition, where its matrix cell comes from, what it was given, \
            what of that has changed since the run before, and what came of looking for it among cached steps.

            EXAMPLES
              cuvette explain 42/test/build
              cuvette explain 42/test
              cuvette explain 42 --json
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("RUN, RUN/JOB or RUN/JOB/STEP.", valueName: "what"))
    var what: String

    @Flag(help: "Print the answer as JSON.")
    var json = false

    func run() throws {
        let store = try common.openStore()
        let words = what.split(separator: "/", maxSplits: 2).map(String.init)
        guard let number = words.first.flatMap({ Int($0) }) else {
            throw Console.fail(
                "\"\(what)\" names no run\n  hint: write RUN/JOB/STEP, as in 42/test/build; \"cuvette runs\" lists runs",
                code: ExitCodes.wrongInput
            )
        }
        let record = RunRecord(number, in: store)
        guard record.isThere else {
            throw Console.fail("there is no run \(number)", code: ExitCodes.wrongInput)
        }
        let steps = ExplainedStep.all(of: record).filter { $0.isMeant(by: words.dropFirst()) }
        guard !steps.isEmpty else {
            throw Console.fail(
                "run \(number) has no \(words.dropFirst().joined(separator: "/")), or it has not ended\n  hint: \"cuvette logs \(number)\" lists its steps",
                code: ExitCodes.wrongInput
            )
        }
        let past = PastInputs(before: number, pipeline: record.pipeline, in: store)
        if json {
            let objects = steps.map { Value.object($0.object(past)) }
            return Console.print(Value.array(objects).json(pretty: true))
        }
        for step in steps { Console.write(step.text(past, common.style)) }
    }
}
