import ArgumentParser
import Execution
import Git
import Glibc
import HostSystem
import Images
import SystemPackage

/// What a bisection is made of, one part after the other.
extension BisectCommand {
    /// The commits in question.
    func range(in repository: Repository) throws -> BisectRange {
        do {
            return try BisectRange(
                good: good,
                bad: bad,
                firstParentOnly: firstParent,
                in: repository
            )
        } catch let refusal as InputRefusal {
            throw refusal.exit
        } catch let error as GitError {
            throw InputRefusal(
                message: "\(error)\(error.hint.map { "\n  hint: \($0)" } ?? "")"
            ).exit
        }
    }

    /// Who judges them.
    func judge(_ repository: Repository, _ workplace: Workplace) throws -> CommitJudge {
        let place = RepositoryPlace(repository)
        return CommitJudge(
            question: try question(repository),
            repository: repository.workingDirectory ?? repository.gitDirectory,
            store: workplace.store,
            host: try workplace.containerHost(),
            secrets: SecretShelf(SecretsReader(root: place.root, allowed: outside.allowPath)),
            shelf: try JudgementShelf(workplace.store, isFresh: fresh),
            allowedPaths: outside.allowPath.map { FilePath($0) },
            parallelJobs: max(1, Self.cores / (lanes ?? Self.cores))
        )
    }

    private func question(_ repository: Repository) throws -> BisectQuestion {
        var selection: [String] = []
        if let pipeline { selection += ["--pipeline", pipeline] }
        for job in chosenJobs { selection += ["--job", job] }
        for cell in cells.matrix { selection += ["--matrix", cell] }
        for variable in cells.variables { selection += ["--var", variable] }
        return BisectQuestion(
            selection: selection,
            jobs: chosenJobs,
            pipelineTree: try pipelineFrom.map { try repository.commit(at: $0).tree },
            step: step,
            buildSteps: build,
            test: test,
            runs: runs
        )
    }

    /// Makes sure that the ends are what they are said to be: a search between wrong ends finds some commit, and says so
    /// with confidence.
    func checkEnds(of range: BisectRange, _ search: BisectSearch) async throws
        -> [(commit: Commit, judgement: Judgement)]
    {
        guard !trustEnds else { return [] }
        let goods = range.good.map(\.commit) + range.bases
        let judged = try await search.look(at: [range.bad.commit] + goods)
        for (commit, judgement) in judged {
            let expected: Bisection.Verdict = commit.id == range.bad.commit.id ? .bad : .good
            guard judgement.verdict != expected else { continue }
            throw InputRefusal(message: wrongEnd(commit, judgement, expected, range))
        }
        guard search.cancellation.level == .none else { return judged }
        return judged
    }

    private func wrongEnd(
        _ commit: Commit,
        _ judgement: Judgement,
        _ expected: Bisection.Verdict,
        _ range: BisectRange
    ) -> String {
        let named = ([range.bad] + range.good).first { $0.commit.id == commit.id }
        let name = named.map { "\($0.name) (\(commit.id.short))" } ?? commit.id.short
        let found = "\(judgement.reason)\(BisectReport.runs(judgement))"
        if judgement.verdict == .skipped {
            return
                "\(name) cannot be judged: \(found)\n  hint: name another commit, or go on with --trust-ends"
        }
        if named == nil {
            return
                "\(name), from where the good and the bad commit come, is bad already: \(found)\n  hint: the good commit holds the remedy; what broke it lies before \(commit.id.short)"
        }
        guard expected == .bad else {
            return "\(name) is said to be good, and is bad: \(found)"
        }
        return
            "\(name) is said to be bad, and is good: \(found)\n  hint: what fails only now and then needs --runs N"
    }

    /// What is said when somebody stopped it.
    func stopped(_ course: BisectSearch.Course, _ signals: SignalWatch) -> ExitCode {
        Console.tell(
            "stopped: \(Amounts.text(course.bisection.left, "commit")) left; the same command goes on from here"
        )
        return ExitCode(128 + (signals.first ?? 2))
    }

    /// What it comes to.
    func report(
        _ range: BisectRange,
        _ course: BisectSearch.Course,
        _ judged: [(commit: Commit, judgement: Judgement)],
        _ began: ContinuousClock.Instant,
        _ repository: Repository
    ) throws -> BisectReport {
        var culprit: (commit: Commit, change: DiffStat)?
        var suspects: [Commit] = []
        switch course.bisection.state {
        case .found(let id):
            let commit = try repository.commit(id)
            culprit = (commit, try repository.diffStat(of: commit))
        case .undecided(let ids): suspects = try ids.map { try repository.commit($0) }
        case .searching: break
        }
        return BisectReport(
            good: range.good,
            bad: range.bad,
            total: range.commits.count,
            state: course.bisection.state,
            judged: judged,
            duration: began.duration(to: .now),
            culprit: culprit,
            suspects: suspects
        )
    }

    /// Lets only the culprit's run keep its snapshots: a dozen failures of one kind must not crowd out older ones.
    func keepOnly(
        _ report: BisectReport,
        _ judged: [(commit: Commit, judgement: Judgement)],
        _ workplace: Workplace
    ) throws {
        let keeper = Housekeeping(store: workplace.store, ownSession: workplace.session)
        for (commit, judgement) in judged
        where commit.id != report.culprit?.commit.id && !judgement.isReused {
            for number in judgement.runs { try keeper.discardSnapshots(ofRun: number) }
        }
        try workplace.tidy(keepFailed: nil)
    }

    static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
