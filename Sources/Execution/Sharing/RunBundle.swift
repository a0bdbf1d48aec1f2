import Diagnostics
import FoundationEssentials
import Glibc
import HostSystem
package import Images
import Logs
import OCI
import SystemPackage

/// A kept run as one file: what it takes to run its steps again on another machine.
package struct RunBundle {
    private let directory: RunDirectory
    private let jobs: [SharedJob]
    private let files: [RunFiles.Entry]

    /// Opens a run.
    ///
    /// - Parameters:
    ///   - directory: The run.
    ///   - session: The session of this process.
    /// - Throws: `ExecutionError.badValue` where it keeps no snapshots; `SystemError`.
    package init(_ directory: RunDirectory, _ session: Session) throws {
        self.directory = directory
        jobs = try SharedPlace.checkpoints(of: directory).map {
            try SharedJob($0, in: directory, session)
        }
        files = try RunFiles.all(in: try directory.open())
    }

    /// The kept jobs.
    package var checkpoints: [JobCheckpoint] { jobs.map(\.checkpoint) }

    /// Makes sure that nothing in it holds a secret, but for the images that its jobs began with, which are not ours.
    ///
    /// - Parameter secrets: The values by name.
    /// - Throws: `ExecutionError.badValue` with the paths; `SystemError`.
    package func check(for secrets: [String: String]) throws {
        var lines: [String] = []
        for job in jobs {
            let snapshots = try job.setup() + job.source() + job.steps()
            lines += try LayerSearch.findings(in: snapshots, of: secrets).map {
                "\($0.path) of job \(job.checkpoint.slug) holds the secret \($0.secret)"
            }
        }
        let search = SecretSearch(for: secrets)
        for file in files {
            guard let secret = search.find(in: file.bytes) else { continue }
            lines.append("\(file.path) of the record holds the secret \(secret)")
        }
        guard lines.isEmpty else {
            throw ExecutionError.badValue(
                "the bundle would hold what must not be shown: \(lines.joined(separator: "; "))"
            )
        }
    }

    /// Makes the images of which the bundle consists.
    ///
    /// - Parameter content: Where their blobs go.
    /// - Returns: The images, to be written as one archive.
    /// - Throws: `ImageError`, `SystemError`, `ExecutionError`.
    package func images(in content: ContentStore) throws -> [SavedImage] {
        let packer = LayerPacker(content)
        let writer = ImageWriter(content)
        var images: [SavedImage] = []
        var records: [BundleRecord.Job] = []
        for job in jobs {
            let parts = [try job.base(), try job.setup(), try job.source(), try job.steps()]
            let layers = try parts.flatMap { $0 }.map { try packer.pack($0) }
            let configuration = ImageConfiguration(platform: .host, diffIDs: [])
            let record = self.record(of: job.checkpoint, parts.map(\.count))
            let image = try writer.write(configuration, layers: layers)
            images.append(SavedImage(image, name: record.image))
            records.append(record)
        }
        let layer = try pack(records, packer)
        let configuration = ImageConfiguration(platform: .host, diffIDs: [])
        let image = try writer.write(configuration, layers: [layer])
        return [SavedImage(image, name: BundleRecord.tag)] + images
    }

    private func record(of job: JobCheckpoint, _ counts: [Int]) -> BundleRecord.Job {
        BundleRecord.Job(
            slug: job.slug,
            image: "job-\(job.slug)",
            base: counts[0],
            setup: counts[1],
            source: counts[2],
            steps: job.layers(at: .max, after: true),
            checkpoint: "jobs/\(job.slug)/\(CheckpointShelf.name(attempt: job.attempt))"
        )
    }

    /// The record of the run as a layer.
    private func pack(_ records: [BundleRecord.Job], _ packer: LayerPacker) throws -> PackedLayer {
        let first = jobs[0].checkpoint.source
        let record = BundleRecord(
            run: directory.number,
            commit: "\(first.commit.prefix(12)) \(first.summary)",
            jobs: records
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let text = Array(try encoder.encode(record))
        return try packer.pack { writer in
            var writer = writer
            try writer.add(file: BundleRecord.file, text)
            for file in files {
                try writer.add(file: "\(BundleRecord.folder)/\(file.path)", file.bytes)
            }
            try writer.finish()
        }
    }
}

extension TarWriter {
    /// Adds a file of which nothing but its content counts.
    fileprivate mutating func add(file name: String, _ bytes: [UInt8]) throws {
        var status = stat()
        status.st_mode = S_IFREG | 0o644
        let size = Int64(bytes.count)
        try begin(Entry(name: Array(name.utf8), type: 0x30, status: status, size: size))
        try bytes.withUnsafeBytes { try add($0) }
        try pad()
    }
}
