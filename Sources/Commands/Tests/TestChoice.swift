import ArgumentParser
import Git
import History
import SystemPackage

/// Which run is asked about, and what it is compared with.
struct TestChoice: ParsableArguments {
    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("The run. (default: the last one with tests)", valueName: "number")
    )
    var number: Int?

    @Option(
        help: ArgumentHelp("The last run of this branch instead of any.", valueName: "name")
    )
    var branch: String?

    @Option(
        name: .customLong("base"),
        help: ArgumentHelp(
            "What it is compared with: the number of a run, or a revision whose last run is meant.",
            valueName: "run|rev"
        )
    )
    var baseName: String?

    /// The run.
    func run(in history: HistoryStore) throws -> RunEntry {
        if let number {
            guard let run = try history.run(number) else {
                throw HistoryError.unknown("history knows no run \(number)")
            }
            return run
        }
        guard let run = try history.lastTestedRun(on: branch) else {
            let place = branch.map { " on branch \($0)" } ?? ""
            throw HistoryError.unknown(
                "no run\(place) had tests yet\n  hint: name the report files of a step under \"reports:\", and run it"
            )
        }
        return run
    }

    /// What the run is compared with; nil for nothing.
    func base(of run: RunEntry, in history: HistoryStore, _ common: CommonOptions) throws -> Base? {
        guard let baseName else {
            // Elsewhere than in the repository there is no telling which commit comes from which.
            guard let repository = try? Repository(at: .init(common.repository)) else { return nil }
            return try BaseFinder(repository: repository, history: history).base(of: run)
        }
        if let number = Int(baseName), let base = try history.run(number) {
            return Base(run: base, reason: .named)
        }
        let repository = try common.openRepository()
        let commit: Commit
        do {
            commit = try repository.commit(at: baseName)
        } catch {
            throw HistoryError.unknown("--base \(baseName): \(error)")
        }
        let runs = try history.runs(ofCommit: commit.id.description).filter {
            $0.tests > 0 && $0.number != run.number
        }
        guard let base = runs.first(where: { $0.outcome == "success" }) ?? runs.first else {
            throw HistoryError.unknown(
                "--base \(baseName): no run of \(commit.id.short) had tests\n  hint: \"cuvette run --commit \(baseName)\" makes one"
            )
        }
        return Base(run: base, reason: .named)
    }
}
