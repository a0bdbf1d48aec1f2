import ArgumentParser
import HostSystem
import Reports

/// `cuvette report merge` joins the reports of shards and of retries.
struct ReportMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join the reports of shards and of retries into one.",
        discussion: """
            Files come in the order of attempts: of one test in several files the last decides, where those before it \
            failed. A run that is told twice, as in an aggregate and its parts, counts once. Which shards there should \
            be is known from --shards, from the property "shard" of suites (2/4), or from names such as junit-2-of-4.xml. \
            One that is missing becomes a test that failed, as does the end that a report lacks.

            EXAMPLES
              cuvette report merge shards/ --output all.xml
              cuvette report merge junit-*-of-4.xml --report html=all.html --report junit=all.xml
              cuvette report merge first.xml retry.xml --shards 1

            EXIT CODES
              0  joined, whether tests failed or not
              2  nothing could be recovered from a file; the others are joined
              3  a file could not be written
              4  a shard is missing
            """
    )

    @OptionGroup var input: ReportFiles

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write JUnit XML to this file. (default: -)", valueName: "file")
    )
    var output: String?

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "What to write where: \(ReportTarget.words); may be given several times.",
            valueName: "format[:profile]=path"
        ),
        transform: ReportTarget.init(parsing:)
    )
    var targets: [ReportTarget] = []

    @Option(help: ArgumentHelp("How many shards there should be.", valueName: "n"))
    var shards: Int?

    func validate() throws {
        if let shards, shards < 1 { throw ValidationError("--shards takes a number from 1") }
    }

    func run() throws {
        let contents = try input.read().filter { content in
            if case .coverage = content { false } else { true }
        }
        for warning in contents.flatMap(\.tests.warnings) { ReportPrinter.tell(warning) }
        var report = TestReport.merged(contents.map(\.tests))
        let check = ShardCheck(contents.map(\.tests), expected: shards)
        if let problem = check.problem {
            Console.tell("error: \(problem)")
            report.suites.append(check.suite(problem))
        }
        if let ends = TestReport.earlyEnds(of: contents.map(\.tests)) { report.suites.append(ends) }
        var context = ReportContext()
        context.version = CuvetteCommand.version
        try ReportWriteCommand.write(report, context, ReportPress(targets: allTargets))
        if check.problem != nil { throw ExitCode(ExitCodes.nothingRan) }
        if !contents.allSatisfy(\.isRecovered) { throw ExitCode(ExitCodes.wrongInput) }
    }

    private var allTargets: [ReportTarget] {
        if let output { return [ReportTarget(.junit(.common), path: output)] + targets }
        return targets.isEmpty ? [ReportTarget(.junit(.common), path: "-")] : targets
    }
}
