import Diagnostics
import Expressions
import Glibc
import HostSystem
import Images
import Pipelines
import SystemPackage

/// Keeps what outlives a job: its artifacts, and the layers of one that failed or is to be kept.
struct JobKeeper {
    let materials: RunMaterials
    let job: PlannedJob

    /// Copies the files that the job's `artifacts` name to the run's folder.
    ///
    /// - Throws: `ExecutionError.badValue` where a glob of a job that passed finds nothing.
    func keepArtifacts(of room: JobRoom, _ scope: Scope, _ status: Outcome) throws {
        for artifact in job.artifacts where isDue(artifact.occasion, status) {
            let name = try artifact.name.value.text(in: scope)
            guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), name.utf8.count <= 200
            else {
                throw ExecutionError.badValue("\"\(name)\" cannot be the name of an artifact")
            }
            let patterns = try artifact.paths.map { try $0.value.text(in: scope) }
            let view = try room.view()
            let files = try view.files(matching: patterns, in: Workspace.path)
            if files.isEmpty {
                materials.events.tell(
                    .note(
                        "job \(job.id): no file matches the artifact \"\(name)\" (\(patterns.joined(separator: ", ")))"
                    )
                )
            }
            let target = try materials.directory.open().makeDirectory(
                FilePath("artifacts").appending(name)
            )
            for file in files { try copy(file, from: view, to: target) }
        }
    }

    private func isDue(_ occasion: Artifact.Occasion, _ status: Outcome) -> Bool {
        switch occasion {
        case .always: true
        case .success: status == .success
        case .failure: status == .failure
        }
    }

    /// Copies one file below the folder, at its path relative to the workspace.
    private func copy(
        _ file: FilePath,
        from view: borrowing ImageView,
        to target: borrowing Directory
    ) throws {
        // Paths of files have no "..": relative to the workspace or to the root, they stay below the target.
        var path = file
        if !path.removePrefix(FilePath(Workspace.path)) { path.root = nil }
        let folder = try target.makeDirectory(
            path.removingLastComponent().isEmpty ? "." : path.removingLastComponent()
        )
        let source = try view.open(file)
        var status = stat()
        guard fstat(source.descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return
        }
        let name = path.lastComponent.map { FilePath(root: nil, [$0]) } ?? "file"
        let copy = try folder.open(
            name,
            O_WRONLY | O_CREAT | O_TRUNC,
            mode: UInt32(status.st_mode & 0o755 | 0o600)
        )
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)
        defer { buffer.deallocate() }
        while case let count = try source.read(into: buffer), count > 0 {
            try copy.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]), name: path.string)
        }
    }

    /// Writes what it takes to make the job's containers again, and the pipeline's text beside the run's record.
    func keep(_ checkpoint: JobCheckpoint) throws {
        try CheckpointShelf(materials.directory).write(
            checkpoint,
            pipeline: materials.request.plan.file.text
        )
    }

    /// Brings what a resumed job went on from into the run's folder, so that it can be gone on from again: files are
    /// shared with the earlier run by hard links.
    func keepBeginning(_ start: ResumedStart) throws {
        let folder = try materials.directory.job(job.slug).makeDirectory(
            CheckpointShelf.layersFolder
        )
        let names = start.steps.flatMap { [$0.edit, $0.layer] }.compactMap(\.self)
        for name in names where !folder.contains(FilePath(name)) {
            let source = try Directory(opening: start.job.layer(name).path.appending("upper"))
            let copy = try folder.makeDirectory(FilePath(name)).makeDirectory("upper", mode: 0o755)
            try TreeLinker.link(source, to: copy)
        }
        guard let edit = start.edit, let name = CheckpointMaker.editFolder(start) else { return }
        try materials.request.session.directory.rename(
            FilePath(edit.path.lastComponent?.string ?? ""),
            to: folder,
            as: FilePath(name)
        )
    }

    /// Moves the layers of a job that is kept to the run's folder, and takes away all others.
    func settleLayers(of room: JobRoom, isKept: Bool) throws {
        for (label, layer) in room.stepLayers {
            let name = FilePath(layer.path.lastComponent?.string ?? "")
            if isKept {
                let folder = try materials.directory.job(job.slug).makeDirectory("layers")
                try materials.request.session.directory.rename(
                    name,
                    to: folder,
                    as: FilePath(label)
                )
            } else {
                materials.remover.remove(name)
            }
        }
        if isKept { try linkKeptLayers(of: room) }
    }

    /// Shows the layers of steps that the store keeps beside the others: the run's record holds on to them.
    private func linkKeptLayers(of room: JobRoom) throws {
        for (label, snapshot) in room.keptLayers {
            let folder = try materials.directory.job(job.slug).makeDirectory(
                FilePath("layers").appending(label)
            )
            guard let snapshot else {
                _ = try folder.makeDirectory("upper", mode: 0o755)
                continue
            }
            // runs/N/jobs/SLUG/layers/LABEL/upper, and the store is six up.
            let target = "../../../../../../snapshots/\(snapshot.name)/fs"
            let made = symlinkat(target, folder.descriptor, "upper")
            try call("link the layer \(snapshot.name)", "symlinkat", made)
        }
    }
}
