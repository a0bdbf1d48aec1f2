import ArgumentParser
import Builds
import Execution
import Git
import HostSystem
import Images
import Logs
import Pipelines
import Registries
import SystemPackage

/// Builds the environment of a commit that has a pipeline and no Dockerfile: base, setup, and the commit's files.
struct EnvironmentBuild {
    let options: BuildOptions
    let place: ImagePlace
    let style: OutputStyle
    let stop: BuildStop

    /// Makes the environment.
    ///
    /// - Parameters:
    ///   - repository: Whose commit.
    ///   - revision: Which.
    /// - Returns: The layers, and how containers are run.
    /// - Throws: `ExitCode`, after having said why.
    func stage(of repository: Repository, at revision: String) async throws -> BuiltStage {
        let source = try SourceOptions.parse(["--commit", revision])
        let session = place.session
        let resolved = try source.resolve(
            in: repository,
            objects: { try Workplace.objects(of: session) },
            style
        )
        let job = try job(of: resolved.plan)
        let cancellation = Cancellation()
        stop.cancelling(cancellation)
        var request = RunRequest(
            plan: resolved.plan,
            source: resolved.source,
            repository: RepositoryPlace(repository),
            session: session,
            host: try ImageBuildCommand.host(),
            parallelJobs: 1,
            secrets: [:],
            cancellation: cancellation
        )
        request.registries = { try RegistrySettingsFile.means() }
        if options.pull { request.pullPolicy = .always }
        let printer = EnvironmentPrinter(style, isQuiet: options.quiet)
        guard let stage = try await environment(of: job, request, telling: [printer]) else {
            throw ExitCode(ExitCodes.failure)
        }
        return stage
    }

    /// What the image of a commit is called: the repository, and the commit as its tag.
    static func name(of repository: Repository, _ revision: String) -> String {
        let folder = repository.workingDirectory ?? repository.gitDirectory
        let text = (folder.lastComponent?.string ?? "commit").lowercased()
        let plain = text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(plain).split(separator: "-").joined(separator: "-")
        return "\(name.isEmpty ? "commit" : name):\(revision.prefix(12))"
    }

    /// The job that is meant: the only one, or the one that `--job` names.
    private func job(of plan: Plan) throws -> PlannedJob {
        if let name = options.job {
            if let job = plan.jobs.first(where: { "\($0.id)" == name || $0.slug == name }) {
                return job
            }
            throw Console.fail(
                "the pipeline has no job \(name)\n  hint: there are \(Self.names(plan))",
                code: ExitCodes.wrongInput
            )
        }
        let images = Set(plan.jobs.map(\.image))
        guard let job = plan.jobs.first, images.count == 1 else {
            throw Console.fail(
                "there is no Dockerfile, and the jobs of the pipeline have different environments\n  hint: name one with --job: \(Self.names(plan))",
                code: ExitCodes.wrongInput
            )
        }
        return job
    }

    private static func names(_ plan: Plan) -> String {
        plan.jobs.map { "\($0.id)" }.joined(separator: ", ")
    }
}

/// Shows how the setup steps of an environment go on.
private final class EnvironmentPrinter: RunObserver {
    private let style: OutputStyle
    private let isQuiet: Bool

    init(_ style: OutputStyle, isQuiet: Bool) {
        self.style = style
        self.isQuiet = isQuiet
    }

    let wantsLines = true

    func observe(_ event: RunEvent) {
        switch event {
        case .jobEnded(_, let result):
            if let problem = result.problem { Console.tell("error: \(problem)") }
        case .stepEnded(let place, let result) where result.conclusion != .success:
            let problem = result.problem.map { ": \($0)" } ?? ""
            Console.tell("[\(place.label)] \(style.red("failed"))\(problem)")
        case _ where isQuiet: return
        case .note(let text): Console.tell("note: \(text)")
        case .setupCached(_, let name): Console.tell("[setup] \(name): cached")
        case .stepBegan(let place, let name): Console.tell("[\(place.label)] \(name)")
        case .line(let place, let line):
            Console.tell(
                "[\(place.label)] | \(TerminalText.visible(line.text, color: style.color))"
            )
        case .stepEnded(let place, let result):
            Console.tell("[\(place.label)] done in \(Amounts.text(result.duration))")
        default: return
        }
    }
}
