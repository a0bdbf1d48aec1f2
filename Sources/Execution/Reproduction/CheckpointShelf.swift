import FoundationEssentials
import HostSystem
import Images
import OCI
package import SystemPackage

/// The checkpoints in the folder of a run, one for each try of each job that is kept.
package struct CheckpointShelf: Sendable {
    /// The run.
    package let directory: RunDirectory

    /// The text of the pipeline of the run, in its folder.
    package static let pipelineFile: FilePath = "pipeline.yml"
    /// The folder of a job that holds the layers of its steps.
    package static let layersFolder: FilePath = "layers"
    /// The largest checkpoint that is read, in bytes.
    static let maximumSize = 1 << 28

    /// The checkpoints of a run.
    package init(_ directory: RunDirectory) {
        self.directory = directory
    }

    /// The name of a checkpoint's file in the folder of its job.
    ///
    /// - Parameter attempt: Which try, from 1.
    /// - Returns: The name.
    package static func name(attempt: Int) -> FilePath {
        attempt > 1 ? FilePath("checkpoint-try\(attempt).json") : "checkpoint.json"
    }

    /// Writes a checkpoint, and the pipeline where it is missing.
    ///
    /// - Throws: `SystemError`.
    package func write(_ checkpoint: JobCheckpoint, pipeline: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let bytes = Array(try encoder.encode(checkpoint)) + [0x0A]
        try directory.job(checkpoint.slug).writeFile(Self.name(attempt: checkpoint.attempt), bytes)
        let folder = try directory.open()
        guard !folder.contains(Self.pipelineFile) else { return }
        try folder.writeFile(Self.pipelineFile, Array(pipeline.utf8))
    }

    /// All checkpoints whose layers are there, in the order of the jobs' names in paths; of each job the tries in order.
    ///
    /// - Throws: `SystemError`; `ExecutionError.badValue` for one that cannot be read.
    package func all() throws -> [JobCheckpoint] {
        let folder = try directory.open()
        guard folder.contains("jobs") else { return [] }
        let jobs = try folder.directory("jobs")
        return try jobs.names().map(\.string).sorted().flatMap { slug in
            try checkpoints(in: try jobs.directory(FilePath(slug)), slug)
        }
    }

    private func checkpoints(
        in job: borrowing Directory,
        _ slug: String
    ) throws -> [JobCheckpoint] {
        guard job.contains(Self.layersFolder) else { return [] }
        let names = try job.names().map(\.string).filter {
            $0.hasPrefix("checkpoint") && $0.hasSuffix(".json")
        }
        var found: [JobCheckpoint] = []
        for name in names {
            let bytes = try job.readFile(FilePath(name), limit: Self.maximumSize)
            found.append(
                try Self.read(bytes, named: "runs/\(directory.number)/jobs/\(slug)/\(name)")
            )
        }
        return found.sorted { $0.attempt < $1.attempt }
    }

    /// Reads a checkpoint.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: What messages call it.
    /// - Returns: The checkpoint.
    /// - Throws: `ExecutionError.badValue`.
    package static func read(_ bytes: [UInt8], named name: String) throws -> JobCheckpoint {
        struct Version: Decodable { var version: Int }
        let decoder = JSONDecoder()
        do {
            let version = try decoder.decode(Version.self, from: Data(bytes)).version
            guard version == JobCheckpoint.currentVersion else {
                throw ExecutionError.badValue(
                    "\(name) has version \(version), and this cuvette reads \(JobCheckpoint.currentVersion); run the job again"
                )
            }
            return try decoder.decode(JobCheckpoint.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw ExecutionError.badValue("\(name) is damaged: \(error.sentence)")
        }
    }
}
