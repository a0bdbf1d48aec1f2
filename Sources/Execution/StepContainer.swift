import Pipelines
import Builds
import Containers
import HostSystem
import Images
import Logs
import OCI
import Pipelines
import SystemPackage

/// Runs one step's command in one container and freezes what it wrote; blocks its thread.
struct StepContainer {
    let place: StepPlace
    let room: JobRoom
    let session: Session
    let host: ContainerHost
    let filter: SeccompFilter
    let volumes: [VolumeMount]
    let log: FilePath
    let redactor: Redactor
    let cancellation: Cancellation
    /// What had been asked for when the step was begun.
    let levelAtBegin: Cancellation.Level
    let events: EventStream

    /// What is left of a step when its container is gone.
    struct Remains: Sendable {
        var exit: ContainerExit
        var layer: WritableLayer
        var unenforced: [UnenforcedLimit]
        var outputs: Result<String, ExecutionError>
        var variables: Result<String, ExecutionError>
        var folders: Result<String, ExecutionError>
    }

    /// Runs the command.
    ///
    /// - Throws: `ContainerError`, `SystemError`: the host's failure, never the step's.
    func run(_ command: StepCommand) throws -> Remains {
        let layer = try WritableLayer(in: session, label: "layer")
        let root = try room.mount(layer)
        let handover = try Handover.make(script: command.script)
        let covers = try CoverMounts(room.base.covers, network: command.network, volumes: volumes)
        let cgroup = try Cgroup(
            "\(session.name)-\(place.slug)-\(place.logName)",
            limits: room.limits,
            devices: host.rights.inUserNamespace ? nil : LinuxDeviceRule.standard,
            in: host.cgroups
        )
        let substitutes = room.limits.substitutes(for: cgroup.unenforced)
        var spec = spec(command)
        spec.process?.rlimits? += substitutes.limits
        var loan = ContainerLoan()
        loan.filter = filter
        let handoverMount = LentMount(descriptor: handover.mount.descriptor, isDirectory: true)
        for (path, lent) in [(Skeleton.handover, handoverMount)] + covers.mounts {
            loan.mounts[spec.mounts?.count ?? 0] = lent
            spec.mounts?.append(RuntimeMount(destination: path, type: "bind", options: ["bind"]))
        }
        let stop = try StopRequest()
        let watch = watch(command, layer, stop)
        let container = try Container.start(
            spec,
            lending: loan,
            on: root,
            attachedAt: session.path.string,
            in: cgroup,
            of: host
        )
        let registration = cancellation.register(stop, seen: levelAtBegin)
        defer { cancellation.unregister(registration) }
        let exit = try self.watch(container, watch)
        return Remains(
            exit: exit,
            layer: layer,
            unenforced: substitutes.reports,
            outputs: handover.written("output"),
            variables: handover.written("env"),
            folders: handover.written("path")
        )
    }

    /// What the step's container is, but for what is mounted over its layers.
    private func spec(_ command: StepCommand) -> RuntimeSpec {
        let identity = command.identity
        var spec = RuntimeSpec.standard(
            arguments: command.arguments,
            singleIdentity: host.rights.singleIdentity
        )
        spec.process?.env = EnvironmentVariable.strings(command.environment)
        spec.process?.cwd = command.workingDirectory
        spec.process?.user = RuntimeUser(
            uid: identity.uid,
            gid: identity.gid,
            umask: 0o022,
            additionalGids: identity.groups
        )
        if command.network == .host { spec.share("network") }
        return spec
    }

    private func watch(_ command: StepCommand, _ layer: WritableLayer, _ stop: StopRequest)
        -> ContainerWatch
    {
        var watch = ContainerWatch(stop: stop)
        watch.timeLimit = command.timeLimit
        if let bytes = room.limits.diskBytes {
            let before = room.stepLayers.map { $0.layer.measure() }.reduce(0, +)
            watch.diskLimit = .init(bytes: bytes) {
                before + layer.measure(limit: bytes)
            }
        }
        return watch
    }

    /// Hands the output to the log and to whoever watches.
    private func watch(_ container: consuming Container, _ watch: ContainerWatch) throws
        -> ContainerExit
    {
        let directory = try Directory(creating: log)
        var writer = try LogWriter(place.logName, in: directory, redactor: redactor)
        var lines = LineTeller(place, events)
        let exit = try container.run(watch) { stream, bytes in
            let stream: LogStream = stream == .stdout ? .stdout : .stderr
            try writer.write(stream, bytes) { lines.tell(stream, $0) }
        }
        try writer.finish { lines.tell($0, $1) }
        lines.finish()
        return exit
    }
}

/// Tells observers of a step's output, line by line.
private struct LineTeller {
    private let place: StepPlace
    private let events: EventStream
    private let began = ContinuousClock.now
    private var splitters: [LogStream: LineSplitter] = [:]

    init(_ place: StepPlace, _ events: EventStream) {
        self.place = place
        self.events = events
    }

    mutating func tell(_ stream: LogStream, _ bytes: UnsafeRawBufferPointer) {
        guard events.wantsLines else { return }
        let time = began.duration(to: .now)
        // Taken out while it works: telling an observer must not reach back into it.
        var splitter = splitters.removeValue(forKey: stream) ?? LineSplitter()
        splitter.push(bytes) { tell(stream, time, $0) }
        splitters[stream] = splitter
    }

    mutating func finish() {
        let time = began.duration(to: .now)
        for stream in LogStream.allCases {
            guard var splitter = splitters.removeValue(forKey: stream) else { continue }
            splitter.finish { tell(stream, time, $0) }
        }
    }

    private func tell(_ stream: LogStream, _ time: Duration, _ text: String) {
        events.tell(.line(place, LogLine(stream: stream, time: time, text: text)))
    }
}
