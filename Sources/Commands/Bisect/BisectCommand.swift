import ArgumentParser
import Execution
import Expressions
import Git
import Glibc
import HostSystem
import Images
import Pipelines
import SystemPackage

/// `cuvette bisect` finds the commit that broke something.
struct BisectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bisect",
        abstract: "Find the commit that broke something, by running the pipeline of those between.",
        discussion: """
            As git bisect does it, but without touching your files, and several commits at once. A commit is bad where \
            the jobs fail, or the step or the test that you name. It cannot be judged, and is passed over, where a step \
            returns 125, a setup step or one named with --build fails, its pipeline is wrong, or the step or test that \
            you name does not run. What is known of a commit is kept: stop it with Ctrl-C, and the same command goes on.

            EXAMPLES
              cuvette bisect --good v1.2
              cuvette bisect --good v1.2 --bad main --job test --build compile
              cuvette bisect --good HEAD~100 --test ParserTests.alias --runs 5 --jobs 4
            """
    )

    @Option(
        help: ArgumentHelp("A commit that is good; may be given several times.", valueName: "rev")
    )
    var good: [String]

    @Option(help: ArgumentHelp("A commit that is bad.", valueName: "rev"))
    var bad = "HEAD"

    @Option(
        name: [.customLong("job")],
        help: ArgumentHelp(
            "Only this job and what it needs; may be given several times.",
            valueName: "name"
        )
    )
    var chosenJobs: [String] = []

    @Option(help: ArgumentHelp("The step that decides: STEP or JOB/STEP.", valueName: "step"))
    var step: String?

    @Option(
        help: ArgumentHelp(
            "The test that decides, out of the steps' reports: its id, or CLASS.NAME.",
            valueName: "test"
        )
    )
    var test: String?

    @Option(
        help: ArgumentHelp(
            "A step whose failure only says that the commit does not build; may be given several times.",
            valueName: "step"
        )
    )
    var build: [String] = []

    @Option(
        help: ArgumentHelp(
            "How often a commit has to pass to be good, for what fails now and then.",
            valueName: "n"
        )
    )
    var runs = 1

    @Option(
        name: [.customShort("j"), .customLong("jobs")],
        help: ArgumentHelp(
            "How many commits are run at once. (default: the number of cores)",
            valueName: "n"
        )
    )
    var lanes: Int?

    @Flag(help: "Take a merge as one change, and do not look into what was merged.")
    var firstParent = false

    @Option(name: .shortAndLong, help: ArgumentHelp("The pipeline file.", valueName: "file"))
    var pipeline: String?

    @Option(
        help: ArgumentHelp(
            "Run the pipeline of this commit on all of them. (default: each its own)",
            valueName: "rev"
        )
    )
    var pipelineFrom: String?

    @OptionGroup var cells: CellOptions

    @OptionGroup var outside: AllowPathOption

    @Flag(help: "Take it for granted that the good commits are good and the bad one is bad.")
    var trustEnds = false

    @Flag(help: "Judge anew what is known from earlier bisections.")
    var fresh = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if good.isEmpty {
            throw ValidationError("--good REV is missing: a commit that was in order")
        }
        if runs < 1 { throw ValidationError("--runs takes a number from 1") }
        if let lanes, lanes < 1 { throw ValidationError("--jobs takes a number from 1") }
        if test != nil, step != nil {
            throw ValidationError("--test and --step exclude each other")
        }
    }

    func run() async throws {
        let began = ContinuousClock.now
        let repository = try common.openRepository()
        let range = try range(in: repository)
        let workplace = try Workplace(common)
        try workplace.tidy(keepFailed: nil)
        let cancellation = Cancellation()
        let signals = SignalWatch(cancellation)
        let style = common.style
        do {
            let search = BisectSearch(
                judge: try judge(repository, workplace),
                lanes: lanes ?? Self.cores,
                cancellation: cancellation,
                tell: { BisectProgress.tell($0, $1, style) }
            )
            let ends = try await checkEnds(of: range, search)
            BisectProgress.begin(range, lanes: search.lanes)
            let course = try await search.run(range.commits)
            guard cancellation.level == .none else { throw stopped(course, signals) }
            let judged = ends + course.judged
            let report = try report(range, course, judged, began, repository)
            try keepOnly(report, judged, workplace)
            json
                ? Console.print(Value.object(report.object).json(pretty: true))
                : Console.write(report.text(common.style))
            if report.culprit == nil { throw ExitCode(ExitCodes.failure) }
        } catch let code as ExitCode {
            throw code
        } catch let refusal as InputRefusal {
            throw refusal.exit
        } catch {
            throw Console.fail(ErrorText.of(error))
        }
    }
}
