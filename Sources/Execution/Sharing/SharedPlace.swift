import Diagnostics
package import Images
import SystemPackage

/// A step of a kept run as the command line names it: `42`, `42/test`, `42/test/build`.
package struct SharedPlace: Sendable {
    /// The run.
    package let directory: RunDirectory
    /// The job.
    package let checkpoint: JobCheckpoint
    /// The step.
    package let step: StepCheckpoint

    /// Finds a step; without a job the first that failed, without a step that which failed.
    ///
    /// - Parameters:
    ///   - text: `RUN[/JOB[/STEP]]`.
    ///   - store: Where.
    /// - Throws: `ExecutionError.badValue` where there is no such thing, with what there is.
    package init(_ text: String, in store: Store) throws {
        let words = text.split(separator: "/", maxSplits: 2).map(String.init)
        guard let number = words.first.flatMap({ Int($0) }) else {
            throw ExecutionError.badValue(
                "\"\(text)\" names no step; write RUN/JOB/STEP, as in 42/test/build"
            )
        }
        directory = RunDirectory(number, in: store)
        let kept = try Self.checkpoints(of: directory)
        checkpoint = try Self.job(words.dropFirst().first, of: kept, number)
        step = try Self.step(words.count > 2 ? words[2] : nil, of: checkpoint)
    }

    /// The kept jobs of a run, of each its last try.
    ///
    /// - Throws: `ExecutionError.badValue` where there is none.
    package static func checkpoints(of directory: RunDirectory) throws -> [JobCheckpoint] {
        guard directory.isThere else {
            throw ExecutionError.badValue("there is no run \(directory.number)")
        }
        let all = try CheckpointShelf(directory).all()
        guard !all.isEmpty else {
            throw ExecutionError.badValue(
                "run \(directory.number) keeps no snapshots: it passed, or they have been taken away; \"cuvette run --keep\" keeps those of any run"
            )
        }
        return Dictionary(grouping: all, by: \.slug).compactMap { $0.value.last }
            .sorted { $0.slug < $1.slug }
    }

    private static func job(
        _ word: String?,
        of kept: [JobCheckpoint],
        _ number: Int
    ) throws -> JobCheckpoint {
        let found =
            word.map { word in kept.first { [$0.slug, $0.job].contains(word) } }
            ?? kept.first { $0.failedStep != nil }
        if let found { return found }
        let names = kept.map(\.slug).joined(separator: ", ")
        throw ExecutionError.badValue(
            word.map { "run \(number) keeps no job \"\($0)\"; it keeps \(names)" }
                ?? "no job of run \(number) failed; name one of \(names)"
        )
    }

    private static func step(_ word: String?, of job: JobCheckpoint) throws -> StepCheckpoint {
        let found = word.map { job.step($0) } ?? job.failedStep
        if let found { return found }
        let labels = job.steps.map(\.label).joined(separator: ", ")
        throw ExecutionError.badValue(
            word.map { "job \(job.slug) has no step \"\($0)\"; it has \(labels)" }
                ?? "no step of job \(job.slug) failed; name one of \(labels)"
        )
    }
}
