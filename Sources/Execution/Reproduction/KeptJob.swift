package import Containers
import HostSystem
package import Images
import Networks
import SystemPackage

/// A kept job, open: nobody takes its snapshots away while this is.
package final class KeptJob: Sendable {
    /// What is known of it.
    package let checkpoint: JobCheckpoint
    /// What could not be made equal, a sentence each.
    package let differences: [String]
    let image: JobImage
    let serviceImages: [JobImage]
    let source: [Snapshot]
    private let layers: Directory
    private let use: RunUse
    private let lock: StoreLock
    private let host: ContainerHost

    /// Opens a job; blocks its thread.
    ///
    /// - Parameters:
    ///   - checkpoint: The job.
    ///   - directory: The folder of its run.
    ///   - session: Where layers that are gone are made again.
    ///   - host: What containers share.
    /// - Throws: `ExecutionError.badValue` where a layer is gone for good; `SystemError`.
    package init(
        _ checkpoint: JobCheckpoint,
        in directory: RunDirectory,
        _ session: Session,
        of host: ContainerHost
    ) throws {
        lock = try StoreLock(session.store, exclusive: false, wait: true)
        use = try RunUse(of: directory)
        self.checkpoint = checkpoint
        self.host = host
        let job = try directory.job(checkpoint.slug)
        guard job.contains(CheckpointShelf.layersFolder) else {
            throw ExecutionError.badValue(
                "the snapshots of run \(checkpoint.run) are gone; run it again"
            )
        }
        layers = try job.directory(CheckpointShelf.layersFolder)
        let restorer = ImageRestorer(
            snapshots: SnapshotStore(session),
            store: session.store,
            rights: host.rights,
            run: checkpoint.run
        )
        var differences = Surroundings.here(host).differences(from: checkpoint.surroundings)
        image = try restorer.image(checkpoint.image, &differences)
        serviceImages = try checkpoint.services.map {
            try restorer.image($0.image, &differences)
        }
        source = try restorer.source(checkpoint.source)
        self.differences = differences
    }

    /// What containers at a step are made of.
    ///
    /// - Parameters:
    ///   - index: The step's.
    ///   - isAfter: Whether what it wrote is there.
    ///   - network: What they see of the network.
    ///   - limits: What they may use; what the job's may where nil.
    /// - Returns: The room.
    /// - Throws: `ExecutionError.badValue` where a snapshot is missing.
    func room(
        at index: Int,
        after isAfter: Bool,
        network: JobNetworking = .none,
        limits: ResourceLimits? = nil
    ) throws -> JobRoom {
        var room = JobRoom(
            base: image.base,
            above: SnapshotChain(image.layers + source),
            limits: limits ?? checkpoint.limits.limits,
            network: network,
            rights: host.rights
        )
        room.put(try stepLayers(at: index, after: isAfter))
        return room
    }

    /// The layers of the steps up to one, without those that changed nothing.
    func stepLayers(at index: Int, after isAfter: Bool) throws -> [Snapshot] {
        try checkpoint.layers(at: index, after: isAfter).compactMap { name in
            guard FilePath.Component(name)?.kind == .regular, layers.contains(FilePath(name)) else {
                throw ExecutionError.badValue(
                    "the snapshot \(name) of job \(checkpoint.slug) is missing; run the job again"
                )
            }
            let layer = layer(name)
            return layer.isEmpty ? nil : layer.frozen(as: SnapshotName("step-\(name)"))
        }
    }

    /// A layer by the name of its folder.
    ///
    /// By way of a descriptor: a store's path and a job's name may together be longer than fsconfig(2) takes.
    func layer(_ name: String) -> WritableLayer {
        WritableLayer(
            existingAt: FilePath("/proc/self/fd/\(layers.descriptor)").appending(name)
        )
    }

    /// The limits that containers inherited from whoever started the run, as far as ours differ.
    var inheritedLimits: [Surroundings.Limit] {
        let here = Dictionary(
            Surroundings.here(host).limits.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return checkpoint.surroundings.limits.filter { here[$0.name] != $0 }
    }
}

extension KeptJob {
    /// What a step of the job changed.
    package func changes(of kept: KeptStep) -> StepChanges {
        StepChanges(kept, self)
    }
}
