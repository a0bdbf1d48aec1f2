import Builds
import Containers
import HostSystem
import Images
import Logs
import Networks
import OCI
import Pipelines
import SystemPackage

/// Runs one step's command in one container and freezes what it wrote; blocks its thread.
struct StepContainer {
    let place: StepPlace
    let room: JobRoom
    let means: ContainerMeans
    let volumes: [VolumeMount]
    let cancellation: Cancellation
    /// What had been asked for when the step was begun.
    let levelAtBegin: Cancellation.Level
    /// Resource limits that the command is to have whatever ours are.
    var inherited: [POSIXRlimit] = []

    /// What is left of a step when its container is gone.
    struct Remains: Sendable {
        var exit: ContainerExit
        var layer: WritableLayer
        var unenforced: [UnenforcedLimit]
        /// What it contacted outside; nil without a network of its own.
        var egress: EgressLog?
        var outputs: Result<String, ExecutionError>
        var variables: Result<String, ExecutionError>
        var folders: Result<String, ExecutionError>
    }

    /// Runs the command.
    ///
    /// - Throws: `ContainerError`, `SystemError`: the host's failure, never the step's.
    func run(_ command: StepCommand) throws -> Remains {
        let layer = try WritableLayer(in: means.session, label: "layer")
        let handover = try Handover.make(
            script: command.script,
            shardFiles: command.shardFiles
        )
        let mount = handover.lent
        let container = JobContainer(
            place: place,
            room: room,
            session: means.session,
            host: means.host,
            filter: means.filter,
            inherited: inherited
        )
        var output = OutputTeller(place, means)
        let stop = try StopRequest()
        var registration: [Int] = []
        let watch = JobContainer.Watch(disk: diskLimit(layer), stop: stop) { _, _ in
            registration = cancellation.register(stop, seen: levelAtBegin)
        }
        defer { cancellation.unregister(registration) }
        let remains = try container.run(
            command,
            on: layer,
            mounts: [(Skeleton.handover, mount)],
            volumes: volumes,
            watch,
            &output
        )
        try output.finish()
        return Remains(
            exit: remains.exit,
            layer: layer,
            unenforced: remains.unenforced,
            outputs: handover.written("output"),
            variables: handover.written("env"),
            folders: handover.written("path")
        )
    }

    /// A bound on what all steps so far have written, this one included.
    private func diskLimit(_ layer: WritableLayer) -> ContainerWatch.DiskLimit? {
        guard let bytes = room.limits.diskBytes else { return nil }
        let before = room.stepLayers.map { $0.layer.measure() }.reduce(0, +)
        return .init(bytes: bytes) { before + layer.measure(limit: bytes, while: $0) }
    }
}
