import Builds
import Containers
import Diagnostics
import Execution
import Git
import HostSystem
import Images
import Pipelines
import Reports
import SystemPackage

/// Judges commits by running their pipelines.
struct CommitJudge: Sendable {
    let question: BisectQuestion
    let repository: FilePath
    let store: Store
    let host: ContainerHost
    let secrets: SecretShelf
    let shelf: JudgementShelf
    let allowedPaths: [FilePath]
    /// How many jobs of one run run at once.
    let parallelJobs: Int

    /// Judges a commit.
    ///
    /// - Parameters:
    ///   - commit: Which one.
    ///   - cancellation: Stops it.
    /// - Returns: What it is; nil where it was stopped.
    /// - Throws: What keeps every commit from being run.
    func judge(_ commit: Commit, _ cancellation: Cancellation) async throws -> Judgement? {
        let session = try Session(in: store)
        let resolved: SourceOptions.Resolved
        do {
            resolved = try await resolve(commit)
        } catch let error as DiagnosticError {
            let first = error.diagnostics.first { $0.severity == .error }
            return Judgement(.skipped, "its pipeline is wrong: \(first?.message ?? "")")
        } catch let error as InputRefusal {
            let line = error.message.split(separator: "\n").first.map(String.init)
            return Judgement(.skipped, line ?? error.message)
        }
        let key = question.key(of: resolved.source.tree, pipeline: resolved.plan.file)
        if let known = shelf.judgement(key) { return known }
        let judgement = try await run(resolved, session, cancellation)
        if let judgement, judgement.isLasting { try shelf.keep(judgement, as: key) }
        return judgement
    }

    private func resolve(_ commit: Commit) async throws -> SourceOptions.Resolved {
        let question = question
        let path = repository
        return try await offload {
            try question.source(of: commit.id).resolved(
                in: try Repository(at: path),
                pipelineTree: question.pipelineTree,
                objects: { throw InputRefusal(message: "a bisection looks at commits only") }
            )
        }
    }

    /// Runs the pipeline until it fails or has passed as often as it must; the host's own failure is tried once more.
    private func run(
        _ resolved: SourceOptions.Resolved,
        _ session: Session,
        _ cancellation: Cancellation
    ) async throws -> Judgement? {
        var runs: [Int] = []
        var duration = Duration.zero
        var isSecondTry = false
        while true {
            let (result, finding) = try await runOnce(resolved, session, cancellation)
            runs.append(result.number)
            duration += result.duration
            if result.wasCancelled {
                // Nobody will ask about it: what failed before it was stopped need not be entered.
                let keeper = Housekeeping(store: store, ownSession: session)
                for number in runs { try keeper.discardSnapshots(ofRun: number) }
                return nil
            }
            var judgement = finding
            judgement.runs = runs
            judgement.duration = duration
            if !judgement.isLasting, !isSecondTry {
                isSecondTry = true
                continue
            }
            guard judgement.verdict == .good, runs.count < question.runs else {
                if judgement.verdict == .bad, runs.count > 1 {
                    judgement.reason += " (passed \(runs.count - 1) times before)"
                }
                return judgement
            }
        }
    }

    private func runOnce(
        _ resolved: SourceOptions.Resolved,
        _ session: Session,
        _ cancellation: Cancellation
    ) async throws -> (RunResult, Judgement) {
        var request = RunRequest(
            plan: resolved.plan,
            source: resolved.source,
            repository: RepositoryPlace(try Repository(at: repository)),
            session: session,
            host: host,
            parallelJobs: parallelJobs,
            secrets: try secrets.values(of: resolved.plan.secrets),
            cancellation: cancellation
        )
        request.registries = { try RegistrySettingsFile.means() }
        request.allowedPaths = allowedPaths
        let witness = RunWitness()
        let result = try await Execution.run(request, telling: [witness])
        let finding = RunFinding(
            question: question,
            plan: resolved.plan,
            result: result,
            steps: witness.steps,
            report: report(of: result)
        )
        return (result, finding.judgement)
    }

    private func report(of result: RunResult) -> TestReport {
        let path = RunDirectory(result.number, in: store).path.appending("reports.xml")
        // A run without reports has no such file.
        guard let file = try? OpenFile(opening: path),
            let bytes = try? file.readAll(limit: 1 << 30, name: path.string)
        else { return TestReport() }
        return JUnitParser().parse(bytes, file: path.string)
    }
}
