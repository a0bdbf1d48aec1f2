import Diagnostics
package import HostSystem
package import Images
import SystemPackage

/// A kept job whose layers are handed on; while it lives, nobody takes them away.
package struct SharedJob: Sendable {
    /// What is known of it.
    package let checkpoint: JobCheckpoint
    private let directory: RunDirectory
    private let snapshots: SnapshotStore
    private let use: RunUse
    private let lock: StoreLock

    /// Opens a job.
    ///
    /// - Parameters:
    ///   - checkpoint: The job.
    ///   - directory: The folder of its run.
    ///   - session: The session of this process.
    /// - Throws: `SystemError`.
    package init(
        _ checkpoint: JobCheckpoint,
        in directory: RunDirectory,
        _ session: Session
    ) throws(SystemError) {
        self.checkpoint = checkpoint
        self.directory = directory
        snapshots = SnapshotStore(session)
        lock = try StoreLock(session.store, exclusive: false, wait: true)
        use = try RunUse(of: directory)
    }

    /// The layers of its image, bottom first; none for the programs of the machine, which are no layers.
    package func base() throws -> [Snapshot] {
        checkpoint.image.isHost ? [] : try stored(checkpoint.image.base)
    }

    /// What `setup` made of the image, bottom first.
    package func setup() throws -> [Snapshot] { try stored(checkpoint.image.setup) }

    /// The files of the commit and the checkout around them, bottom first.
    ///
    /// - Parameter step: As this step saw them; as most do where nil.
    /// - Returns: The layers.
    /// - Throws: `ExecutionError.badValue` where one is gone; `SystemError`.
    package func source(of step: StepCheckpoint? = nil) throws -> [Snapshot] {
        try stored(step?.source ?? checkpoint.source.layers)
    }

    /// The layers of files that single steps saw in the place of those, each once.
    package func inputs() throws -> [Snapshot] { try stored(checkpoint.inputLayers) }

    /// What the steps wrote, in order.
    ///
    /// - Parameters:
    ///   - index: The step up to which; all of them where nil.
    ///   - isAfter: Whether that step's own layer is among them.
    /// - Returns: The layers.
    /// - Throws: `ExecutionError.badValue` where one is gone.
    package func steps(to index: Int? = nil, after isAfter: Bool = true) throws -> [Snapshot] {
        let names = checkpoint.layers(at: index ?? .max, after: isAfter)
        let folder = directory.path.appending("jobs").appending(checkpoint.slug)
            .appending(CheckpointShelf.layersFolder.components)
        return try names.map { name in
            let layer = WritableLayer(existingAt: folder.appending(name))
            guard (try? Directory(opening: layer.path.appending("upper"))) != nil else {
                throw gone(name)
            }
            return layer.frozen(as: SnapshotName("step-\(name)"))
        }
    }

    private func stored(_ names: [String]) throws -> [Snapshot] {
        try names.map { name in
            guard let snapshot = try snapshots.existing(SnapshotName(name)) else {
                throw gone(name)
            }
            return snapshot
        }
    }

    private func gone(_ layer: String) -> ExecutionError {
        .badValue(
            "the layer \(layer) of run \(checkpoint.run), job \(checkpoint.job), is gone; run the job again"
        )
    }
}
