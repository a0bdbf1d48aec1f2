import ArgumentParser
import Builds
import Containers
import Diagnostics
import Execution
import Git
import Glibc
import History
import HostSystem
import Images
import Pipelines
import Registries
import Reports
import SystemPackage

/// `cuvette run` runs the pipeline of a commit.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the pipeline of a commit.",
        discussion: """
            The pipeline is read from the commit that is run, not from the files on disk, unless --worktree says so. \
            Every step runs in a container of its own; what one writes, the next step of its job sees.

            EXAMPLES
              cuvette run
              cuvette run --commit v1.2 --report junit=report.xml --report html=report.html
              cuvette run --worktree --job test --matrix os=linux
              cuvette run --pipeline ci/nightly.yml --jobs 4 --output json
              cuvette run --resume last --worktree --confirm
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var common: CommonOptions

    @Option(
        name: [.customShort("j"), .customLong("jobs")],
        help: ArgumentHelp(
            "How many jobs run at once. (default: the number of cores)",
            valueName: "n"
        )
    )
    var parallelJobs: Int?

    @Option(help: "When registries are asked for images: always, missing, never.")
    var pull = PullPolicy.missing

    @Option(help: "How progress is shown: auto, tty, plain or json (one event a line).")
    var output = OutputMode.auto

    @Flag(name: .shortAndLong, help: "Show no output of steps that pass.")
    var quiet = false

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Write steps and tests: \(ReportTarget.words); may be given several times.",
            valueName: "format[:profile]=path"
        ),
        transform: ReportTarget.init(parsing:)
    )
    var reports: [ReportTarget] = []

    @Option(help: ArgumentHelp("The same as --report junit=FILE.", valueName: "file"))
    var junit: String?

    @Flag(
        help:
            "Keep the snapshots of jobs that pass, too; the run then counts as one of those that --keep-failed numbers."
    )
    var keep = false

    @Flag(
        inversion: .prefixedNo,
        exclusivity: .exclusive,
        help: ArgumentHelp(
            "Skip steps that passed before and are given the same; with --no-cached, run even those with \"cache: true\".",
            discussion: "(default: as the pipeline says)"
        )
    )
    var cached: Bool?

    @Option(
        help: ArgumentHelp(
            "How many failed runs keep their snapshots. (default: as the store's file \"retention\" says, else 5)",
            valueName: "n"
        )
    )
    var keepFailed: Int?

    @OptionGroup var resuming: ResumeOptions

    @OptionGroup var outside: AllowPathOption

    /// How progress is shown.
    enum OutputMode: String, ExpressibleByArgument, CaseIterable {
        case auto, tty, plain, json
    }

    func validate() throws {
        if let parallelJobs, parallelJobs < 1 {
            throw ValidationError("--jobs takes a number from 1")
        }
        if let keepFailed, keepFailed < 0 {
            throw ValidationError("--keep-failed takes a number from 0")
        }
    }

    func run() async throws {
        let repository = try common.openRepository()
        let workplace = try Workplace(common)
        try workplace.tidy(keepFailed: keepFailed)
        let session = workplace.session
        let resolved = try source.resolve(
            in: repository,
            objects: { try workplace.objects() },
            common.style
        )
        if !resolved.warnings.isEmpty {
            Console.tell(DiagnosticRenderer(color: common.style.color).render(resolved.warnings))
        }
        let place = RepositoryPlace(repository)
        let secrets = try SecretsReader(root: place.root, allowed: outside.allowPath).values(
            of: resolved.plan.secrets
        )
        let cancellation = Cancellation()
        let signals = SignalWatch(cancellation)
        var request = RunRequest(
            plan: resolved.plan,
            source: resolved.source,
            repository: place,
            session: session,
            host: try workplace.containerHost(),
            parallelJobs: parallelJobs ?? Self.cores,
            secrets: secrets,
            cancellation: cancellation
        )
        let quarantine = try QuarantineFile(repository, resolved.source.tree).read(common.style)
        request.quarantine = quarantine
        let (store, file) = (workplace.store, resolved.plan.file.name)
        request.timings = { try HistoryStore(in: store).timings(ofFile: file) }
        request.differingFiles = resolved.differingFiles
        request.keepsSnapshots = keep
        request.registries = { try RegistrySettingsFile.means() }
        request.pullPolicy = pull
        request.cacheUse = cached.map { $0 ? .everything : .nothing } ?? .asDeclared
        request.allowedPaths = outside.allowPath.map { FilePath($0) }
        request.resumption = try resuming.resumption(of: resolved.plan, workplace, request.host)
        let printer = makePrinter(workplace)
        let press = ReportPress(
            targets: reports + (junit.map { [ReportTarget(.junit(.common), path: $0)] } ?? [])
        )
        do {
            try press.prepare()
            var (result, change) = try await carryOut(request, repository, printer, workplace)
            if request.resumption != nil, resuming.confirm, result.outcome == .success {
                Console.tell("run \(result.number) passed from a snapshot; now from the beginning:")
                request.resumption = nil
                let second = makePrinter(workplace)
                (result, change) = try await carryOut(request, repository, second, workplace)
            }
            if !press.targets.isEmpty {
                var run = try RecordedRun(RunDirectory(result.number, in: workplace.store))
                if let change { run.tell(of: change.comparison, with: change.base) }
                try press.write(run.report, run.context)
            }
            try workplace.tidy(keepFailed: keepFailed)
            throw ExitCode(ExitCodes.code(of: result, cancelledBy: signals.first))
        } catch let code as ExitCode {
            throw code
        } catch {
            printer.abandon()
            throw Console.fail(ErrorText.of(error))
        }
    }

    /// Runs once, and says what came of it and how its tests compare.
    private func carryOut(
        _ request: RunRequest,
        _ repository: Repository,
        _ printer: any RunPrinter,
        _ workplace: Workplace
    ) async throws -> (RunResult, change: (base: Base, comparison: SuiteComparison)?) {
        let recorder = HistoryRecorder(workplace.store)
        let result = try await Execution.run(request, telling: [printer, recorder])
        printer.finish(result)
        let change = RunAftermath(recorder, repository).tell(
            of: result,
            output == .json,
            common.style
        )
        return (result, change)
    }

    private func makePrinter(_ workplace: Workplace) -> any RunPrinter {
        let style = common.style
        switch output {
        case .json: return JSONPrinter()
        case .plain: return PlainPrinter(style, quiet: quiet, store: workplace.store)
        case .tty: return TerminalPrinter(style, store: workplace.store)
        case .auto where style.isTerminal: return TerminalPrinter(style, store: workplace.store)
        case .auto: return PlainPrinter(style, quiet: quiet, store: workplace.store)
        }
    }

    private static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
