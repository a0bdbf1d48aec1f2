import Diagnostics
import Expressions
import FoundationEssentials
import Glibc
package import HostSystem
package import Images
package import SystemPackage

/// Takes a bundle into a store, where it is a kept run like any other.
///
/// A bundle may come from anybody. Its layers are named by their content, so none can take the place of a layer that a run
/// of ours would use; its files are taken by name, and only regular ones.
package struct BundleImport {
    private let path: FilePath
    private let session: Session
    private let loader: ImageLoader
    private let lock: StoreLock

    /// Prepares to take a bundle.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - session: The session of this process.
    ///   - marks: How the layers say that something is hidden.
    /// - Throws: `SystemError`.
    package init(_ path: FilePath, _ session: Session, marks: OverlayMarks) throws(SystemError) {
        self.path = path
        self.session = session
        loader = ImageLoader(session, marks: marks)
        lock = try StoreLock(session.store, exclusive: false, wait: true)
    }

    /// Takes it.
    ///
    /// - Returns: The run, under a number of this store.
    /// - Throws: `ImageError` for what is no bundle or damaged; `ExecutionError.badValue`, `SystemError`.
    package func run() async throws -> RunDirectory {
        let image = try await loader.load(.layoutArchive(path, tag: BundleRecord.tag))
        guard let snapshot = image.snapshots.last else { throw wrong("it has no record") }
        let (record, files) = try read(snapshot)
        var jobs: [(record: BundleRecord.Job, checkpoint: JobCheckpoint, layers: [Snapshot])] = []
        for job in record.jobs {
            let layers = try await layers(of: job)
            jobs.append((job, try checkpoint(of: job, in: files), layers))
        }
        let directory = try RunDirectory.next(in: session)
        let folder = try directory.open()
        let names = jobs.flatMap(\.layers).map { "\($0.name)\n" }.joined()
        try folder.writeFile(RunDirectory.layersFile, Array(names.utf8))
        for (job, checkpoint, layers) in jobs {
            try link(job, layers, in: directory)
            try write(renamed(checkpoint, job, layers, directory.number), directory, files)
        }
        try write(files, record, in: folder)
        return directory
    }

    // MARK: Reading

    private func read(
        _ snapshot: Snapshot
    ) throws -> (record: BundleRecord, files: [RunFiles.Entry]) {
        let top = try Directory(opening: snapshot.path)
        let file = try top.open(
            FilePath(BundleRecord.file),
            O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
            noSymlinks: true
        )
        let bytes = try file.readAll(limit: 1 << 26, name: BundleRecord.file)
        let record: BundleRecord
        do {
            record = try JSONDecoder().decode(BundleRecord.self, from: Data(bytes))
        } catch {
            throw wrong("its record cannot be read")
        }
        guard record.version == BundleRecord.currentVersion else {
            throw wrong(
                "it has version \(record.version), and this cuvette reads \(BundleRecord.currentVersion)"
            )
        }
        let places = record.jobs.map(\.slug) + record.jobs.flatMap(\.steps)
        guard places.allSatisfy(RunFiles.isPlain),
            Set(record.jobs.map(\.slug)).count == record.jobs.count
        else { throw wrong("it names a job or step that no run could have") }
        let folder = try top.open(
            FilePath(BundleRecord.folder),
            O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
            noSymlinks: true
        )
        let run = Directory(adopting: folder, path: snapshot.path.appending(BundleRecord.folder))
        return (record, try RunFiles.all(in: run))
    }

    private func layers(of job: BundleRecord.Job) async throws -> [Snapshot] {
        let layers = try await loader.load(.layoutArchive(path, tag: job.image)).snapshots
        let counts = [job.base, job.setup, job.source]
        guard counts.allSatisfy({ $0 >= 0 && $0 <= SnapshotChain.maximumLength }),
            layers.count == counts.reduce(0, +) + job.steps.count
        else { throw wrong("the layers of job \(job.slug) are not those that its record names") }
        return layers
    }

    private func checkpoint(
        of job: BundleRecord.Job,
        in files: [RunFiles.Entry]
    ) throws -> JobCheckpoint {
        guard let file = files.first(where: { $0.path == job.checkpoint }) else {
            throw wrong("the checkpoint of job \(job.slug) is missing")
        }
        let checkpoint = try CheckpointShelf.read(file.bytes, named: "\(path): \(file.path)")
        guard checkpoint.slug == job.slug, checkpoint.layers(at: .max, after: true) == job.steps
        else { throw wrong("the checkpoint of job \(job.slug) is another job's") }
        return checkpoint
    }

    private func wrong(_ reason: String) -> ExecutionError {
        .badValue("\(path) is no bundle of a run: \(reason)")
    }

    // MARK: Writing

    /// The checkpoint with the names that its layers have here.
    private func renamed(
        _ checkpoint: JobCheckpoint,
        _ job: BundleRecord.Job,
        _ layers: [Snapshot],
        _ number: Int
    ) -> JobCheckpoint {
        var checkpoint = checkpoint
        let names = layers.map(\.name.description)
        checkpoint.run = number
        if !checkpoint.image.isHost { checkpoint.image.base = Array(names[..<job.base]) }
        let setup = job.base + job.setup
        checkpoint.image.setup = Array(names[job.base..<setup])
        checkpoint.source.layers = Array(names[setup..<setup + job.source])
        return checkpoint
    }

    private func write(
        _ checkpoint: JobCheckpoint,
        _ directory: RunDirectory,
        _ files: [RunFiles.Entry]
    ) throws {
        let pipeline = files.first { $0.path == "pipeline.yml" }?.bytes ?? []
        try CheckpointShelf(directory).write(
            checkpoint,
            pipeline: String(decoding: pipeline, as: UTF8.self)
        )
    }

    /// Shows the layers of steps where a run keeps them.
    private func link(
        _ job: BundleRecord.Job,
        _ layers: [Snapshot],
        in directory: RunDirectory
    ) throws {
        for (name, snapshot) in zip(job.steps, layers.suffix(job.steps.count)) {
            try LayerLink.make(to: snapshot, as: name, in: try directory.job(job.slug))
        }
    }

    /// The rest of the run's files; the record that says that it has ended comes last.
    private func write(
        _ files: [RunFiles.Entry],
        _ record: BundleRecord,
        in folder: borrowing Directory
    ) throws {
        let jobs = Set(record.jobs.map(\.checkpoint))
        for file in files where file.path != "run.json" && !jobs.contains(file.path) {
            let path = FilePath(file.path)
            let parent = path.removingLastComponent()
            let target = try folder.makeDirectory(parent.isEmpty ? "." : parent)
            guard let name = path.lastComponent else { continue }
            try target.writeFile(FilePath(root: nil, [name]), file.bytes)
        }
        let ended = files.first { $0.path == "run.json" }?.bytes ?? Array("{}".utf8)
        guard case .object(var object) = try Value(json: ended) else { throw wrong("no run.json") }
        object["bundle"] = .string(path.lastComponent?.string ?? "")
        object["bundled-run"] = .number(Double(record.run))
        let number = FilePath(folder.path.lastComponent?.string ?? "").string
        object["run"] = .number(Double(number) ?? 0)
        try folder.writeFile(
            "run.json",
            Array((Value.object(object).json(pretty: true) + "\n").utf8)
        )
    }
}
