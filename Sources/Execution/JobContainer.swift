import Builds
import Containers
import HostSystem
import Images
import Logs
import OCI
import Pipelines
import SystemPackage

/// Makes one container of a job and hands its output to its log; blocks its thread.
struct JobContainer {
    let place: StepPlace
    let room: JobRoom
    let session: Session
    let host: ContainerHost
    let filter: SeccompFilter
    /// Resource limits that the command is to have whatever ours are.
    var inherited: [POSIXRlimit] = []

    /// How a container is watched, besides what the room and the command say.
    struct Watch {
        /// Bounds what it writes, where the room does.
        var disk: ContainerWatch.DiskLimit?
        /// Stops the container.
        var stop: StopRequest
        /// Called once its command is about to run, with what it was started by.
        var started: (borrowing Container, RuntimeSpec) throws -> Void
    }

    /// What is left of a container when it is gone.
    struct Remains: Sendable {
        var exit: ContainerExit
        var unenforced: [UnenforcedLimit]
    }

    /// Runs the command.
    ///
    /// - Parameters:
    ///   - command: What is run.
    ///   - layer: What it writes to; nobody else uses it.
    ///   - mounts: What is mounted over its layers, lent, before the volumes and name files.
    ///   - volumes: What lasts.
    ///   - watch: How it is watched.
    ///   - output: Where its output goes.
    /// - Returns: How it ended.
    /// - Throws: `ContainerError`, `SystemError`, `NetworkError`: the host's failure, never the command's.
    func run(
        _ command: StepCommand,
        on layer: WritableLayer,
        mounts: [(path: String, lent: LentMount)] = [],
        volumes: [VolumeMount] = [],
        _ watch: Watch,
        _ output: inout OutputTeller
    ) throws -> Remains {
        try run(command, on: layer, mounts: mounts, volumes: volumes, watch) { news in
            switch news {
            case .began: try output.begin()
            case .output(.stdout, let bytes): try output.take(.stdout, bytes)
            case .output(.stderr, let bytes): try output.take(.stderr, bytes)
            }
        }
    }

    /// What a container is heard of while it runs.
    enum News {
        /// Its command is about to run.
        case began
        /// A piece of its output, valid during the call only.
        case output(OutputStream, UnsafeRawBufferPointer)
    }

    /// Runs the command.
    ///
    /// - Parameters:
    ///   - command: What is run.
    ///   - layer: What it writes to; nobody else uses it.
    ///   - mounts: What is mounted over its layers, lent, before the volumes and name files.
    ///   - volumes: What lasts.
    ///   - watch: How it is watched.
    ///   - hear: Gets its output.
    /// - Returns: How it ended.
    /// - Throws: `ContainerError`, `SystemError`, `NetworkError`: the host's failure, never the command's.
    func run(
        _ command: StepCommand,
        on layer: WritableLayer,
        mounts: [(path: String, lent: LentMount)],
        volumes: [VolumeMount],
        _ watch: Watch,
        hear: (News) throws -> Void
    ) throws -> Remains {
        let root = try room.mount(layer)
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
        join(command.network, &spec, &loan)
        for (path, lent) in mounts + covers.mounts {
            loan.mounts[spec.mounts?.count ?? 0] = lent
            spec.mounts?.append(RuntimeMount(destination: path, type: "bind", options: ["bind"]))
        }
        let container = try Container.start(
            spec,
            lending: loan,
            on: root,
            attachedAt: session.path.string,
            in: cgroup,
            of: host
        )
        try watch.started(container, spec)
        try hear(.began)
        let exit = try container.run(self.watch(command, watch)) { stream, bytes in
            try hear(.output(stream, bytes))
        }
        return Remains(exit: exit, unenforced: substitutes.reports)
    }

    /// What the container is, but for what is mounted over its layers.
    func spec(_ command: StepCommand) -> RuntimeSpec {
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
        let own = Set(spec.process?.rlimits?.map(\.type) ?? [])
        spec.process?.rlimits? += inherited.filter { !own.contains($0.type) }
        return spec
    }

    /// Lets a container see a network.
    func join(
        _ network: ContainerNetwork,
        _ spec: inout RuntimeSpec,
        _ loan: inout ContainerLoan
    ) {
        switch network {
        case .none: return
        case .host:
            spec.share("network")
            // The host's network has its abstract sockets too, which no path and no port closes.
            loan.scope = .available
        case .seat(let seat):
            spec.share("network")
            spec.hostname = seat.hostname
            loan.joined = [JoinedNamespace(descriptor: seat.descriptor, namespaces: .network)]
        }
    }

    private func watch(_ command: StepCommand, _ watch: Watch) -> ContainerWatch {
        var whole = ContainerWatch(stop: watch.stop)
        whole.timeLimit = command.timeLimit
        whole.diskLimit = watch.disk
        return whole
    }
}
