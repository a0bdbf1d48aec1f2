package import Images
import HostSystem
import SystemPackage

/// Finds kept steps by what a user types: `RUN/JOB/STEP`, with each part left out from the right.
package struct KeptStepFinder: Sendable {
    private let store: Store

    /// A finder for a store.
    package init(_ store: Store) {
        self.store = store
    }

    /// The steps that a text means.
    ///
    /// Without a text: all failed steps of the latest run that has any. A run or a job alone means what failed in it, or
    /// where nothing did, the last step of each job.
    ///
    /// - Parameter text: `42/test/3` or a beginning of it; nil for the latest failure.
    /// - Returns: At least one step; several where jobs failed beside each other.
    /// - Throws: `ExecutionError.badValue` where there is none, with what there is; `SystemError`.
    package func find(_ text: String?) throws -> [KeptStep] {
        guard let text, !text.isEmpty else { return try latest() }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 3, let number = Int(parts[0]) else {
            throw ExecutionError.badValue("\"\(text)\" is no RUN, RUN/JOB or RUN/JOB/STEP")
        }
        let run = RunDirectory(number, in: store)
        guard try RunDirectory.numbers(in: store).contains(number) else {
            throw ExecutionError.badValue("there is no run \(number); \"cuvette runs\" lists them")
        }
        let jobs = try keptJobs(of: run, named: parts.count > 1 ? parts[1] : nil)
        guard parts.count > 2 else { return jobs.compactMap { Self.main($0, in: run) } }
        return try jobs.prefix(1).map { job in
            guard let step = job.step(parts[2]) else {
                throw ExecutionError.badValue(
                    "job \(job.slug) of run \(number) has no step \"\(parts[2])\"; it has \(job.steps.map(\.label).joined(separator: ", "))"
                )
            }
            return KeptStep(step, of: job, in: run)
        }
    }

    /// The failed steps of the latest run that keeps any.
    private func latest() throws -> [KeptStep] {
        for number in try RunDirectory.numbers(in: store).reversed() {
            let run = RunDirectory(number, in: store)
            let failed = Self.lastTries(try CheckpointShelf(run).all()).compactMap { job in
                job.failedStep.map { KeptStep($0, of: job, in: run) }
            }
            if !failed.isEmpty { return failed }
        }
        throw ExecutionError.badValue(
            "no failed step is kept; the last \(RunRequest.standardKeptFailures) failed runs keep theirs, and any run with --keep"
        )
    }

    private func keptJobs(of run: RunDirectory, named name: String?) throws -> [JobCheckpoint] {
        let all = Self.lastTries(try CheckpointShelf(run).all())
        guard !all.isEmpty else {
            throw ExecutionError.badValue(
                "run \(run.number) keeps no snapshots: it passed or was interrupted, or newer failures took their place; run it again, or with --keep"
            )
        }
        guard let name else { return all }
        let named = all.filter { $0.slug == name || $0.job == name }
        if !named.isEmpty { return named }
        let cells = all.filter { $0.jobKey == name }
        guard !cells.isEmpty else {
            throw ExecutionError.badValue(
                "run \(run.number) keeps no job \"\(name)\"; it keeps \(all.map(\.slug).joined(separator: ", "))"
            )
        }
        return cells
    }

    /// Of each job the last try.
    private static func lastTries(_ jobs: [JobCheckpoint]) -> [JobCheckpoint] {
        jobs.filter { job in
            !jobs.contains { $0.slug == job.slug && $0.attempt > job.attempt }
        }
    }

    /// The step that a job alone means.
    private static func main(_ job: JobCheckpoint, in run: RunDirectory) -> KeptStep? {
        let step = job.failedStep ?? job.steps.last(where: \.hasRun)
        return step.map { KeptStep($0, of: job, in: run) }
    }
}
