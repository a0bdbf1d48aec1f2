import Builds
import HostSystem
import Pipelines
import Synchronization

/// The split of each job's test files, made once a run, so that its shards agree on it whatever becomes known meanwhile.
final class ShardFiles: Sendable {
    private struct Key: Hashable {
        var globs: [String]
        var total: Int
    }

    private let request: RunRequest
    private let splits = Mutex<[Key: TimedSplit]>([:])
    private let timings = Mutex<FileTimings?>(nil)

    init(_ request: RunRequest) {
        self.request = request
    }

    /// The test files of a planned job; nil where its files are not shared out.
    ///
    /// - Throws: `ExecutionError.badValue` where its globs match nothing; `GitError`.
    func files(of job: PlannedJob) async throws -> [String]? {
        guard let shard = job.shard, !job.split.isEmpty else { return nil }
        return try await offload { try self.split(job.split, shard.total).shards[shard.index - 1] }
    }

    /// Held while it is made: the shards that come meanwhile need the same one.
    private func split(_ globs: [String], _ total: Int) throws -> TimedSplit {
        try splits.withLock { splits in
            let key = Key(globs: globs, total: total)
            if let split = splits[key] { return split }
            let patterns = globs.map { GlobPattern($0) }
            let files = try SetupInput.all(
                of: request.source,
                in: request.repository.gitDirectory
            ) { path in patterns.contains { $0.matches(path) } }.map(\.path)
            guard !files.isEmpty else {
                throw ExecutionError.badValue(
                    "no file of the source matches \"split\" (\(globs.joined(separator: ", ")))"
                )
            }
            let split = TimedSplit(files, into: total, by: try known())
            splits[key] = split
            return split
        }
    }

    private func known() throws -> FileTimings {
        try timings.withLock { timings in
            if let timings { return timings }
            let known = try request.timings()
            timings = known
            return known
        }
    }
}
