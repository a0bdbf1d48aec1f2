import ArgumentParser
import Containers
import Execution
import HostSystem
import Images
import Pipelines

/// From which earlier run a run goes on, and where.
struct ResumeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Go on from this run, or from the \"last\" that keeps snapshots: jobs that passed are not run again, and those that failed begin with the failed step, on its snapshot, with your files as they are now.",
            valueName: "run"
        )
    )
    var resume: String?

    @Option(
        name: [.customLong("from")],
        help: ArgumentHelp(
            "With --resume, where a job begins; may be given several times.",
            valueName: "job/step"
        )
    )
    var beginnings: [String] = []

    @Flag(
        help:
            "Run only the jobs that failed in the run of --resume, or in the last one that failed, and what depends on them, from their first step."
    )
    var failed = false

    @Flag(help: "With --resume: where that passes, run everything from the beginning, too.")
    var confirm = false

    func validate() throws {
        if resume == nil, !failed, !beginnings.isEmpty || confirm {
            throw ValidationError("--from and --confirm need --resume")
        }
        if failed, !beginnings.isEmpty {
            throw ValidationError("--failed begins with the first step; --from excludes it")
        }
        for text in beginnings where text.split(separator: "/").count != 2 {
            throw ValidationError("--from takes JOB/STEP, unlike \"\(text)\"")
        }
    }

    /// How the run goes on; nil for a run of its own.
    func resumption(of plan: Plan, _ workplace: Workplace, _ host: ContainerHost) throws
        -> Resumption?
    {
        guard resume != nil || failed else { return nil }
        return try KeptPlace.report {
            let maker = ResumptionMaker(
                directory: try directory(in: workplace.store),
                plan: plan,
                session: workplace.session,
                host: host
            )
            return try maker.resumption(beginning: beginnings, onlyFailed: failed)
        }
    }

    private func directory(in store: Store) throws -> RunDirectory {
        let numbers = try RunDirectory.numbers(in: store)
        guard let text = resume, text != "last" else { return try last(of: numbers, in: store) }
        guard let number = Int(text), numbers.contains(number) else {
            throw ExecutionError.badValue("there is no run \(text); \"cuvette runs\" lists them")
        }
        return RunDirectory(number, in: store)
    }

    /// The latest run that there is something to go on from: one that failed, or one that keeps snapshots.
    private func last(of numbers: [Int], in store: Store) throws -> RunDirectory {
        for run in numbers.reversed().map({ RunDirectory($0, in: store) }) {
            let isMeant =
                failed
                ? RunRecord(run.number, in: store).outcome == "failure"
                : try !CheckpointShelf(run).all().isEmpty
            if isMeant { return run }
        }
        throw ExecutionError.badValue(
            failed
                ? "no run has failed"
                : "no run keeps snapshots to go on from; the last failed runs do, and any run with --keep"
        )
    }
}
