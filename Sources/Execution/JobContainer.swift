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
        let cgroup = try cgroup(place.logName)
        let outfit = outfit(command, mounts + covers.mounts, cgroup.unenforced)
        let container = try Container.start(
            outfit.spec,
            lending: outfit.loan,
            on: root,
            attachedAt: session.path.string,
            in: cgroup,
            of: host
        )
        withExtendedLifetime(covers) {}
        try watch.started(container, outfit.spec)
        try hear(.began)
        let exit = try container.run(self.watch(command, watch)) { stream, bytes in
            try hear(.output(stream, bytes))
        }
        return Remains(exit: exit, unenforced: outfit.unenforced)
    }

    /// A container as it is to be made.
    struct Outfit {
        var spec: RuntimeSpec
        var loan: ContainerLoan
        /// Which limits nothing enforces, or something else does.
        var unenforced: [UnenforcedLimit]
    }

    /// What the container is, with its limits, its network, and what is mounted over its layers.
    ///
    /// - Parameters:
    ///   - command: What is run.
    ///   - mounts: What is mounted over its layers, in order, lent.
    ///   - unenforced: The limits that its cgroup does not enforce.
    /// - Returns: All that is needed but its root and its cgroup.
    func outfit(
        _ command: StepCommand,
        _ mounts: [(path: String, lent: LentMount)],
        _ unenforced: [UnenforcedLimit]
    ) -> Outfit {
        let substitutes = room.limits.substitutes(for: unenforced)
        var spec = spec(command)
        spec.process?.rlimits? += substitutes.limits
        var loan = ContainerLoan()
        loan.filter = filter
        join(command.network, &spec, &loan)
        for (path, lent) in mounts { loan.lend(lent, at: path, of: &spec) }
        return Outfit(spec: spec, loan: loan, unenforced: substitutes.reports)
    }

    /// The container's cgroup, with the limits of the room.
    func cgroup(_ name: String) throws(ContainerError) -> Cgroup {
        try Cgroup(
            "\(session.name)-\(place.slug)-\(name)",
            limits: room.limits,
            devices: host.rights.inUserNamespace ? nil : LinuxDeviceRule.standard,
            in: host.cgroups
        )
    }

    /// What the container is, but for what is mounted over its layers.
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
            additionalGids: identity.allGroups
        )
        let own = Set(spec.process?.rlimits?.map(\.type) ?? [])
        spec.process?.rlimits? += inherited.filter { !own.contains($0.type) }
        return spec
    }

    /// Lets a container see a network.
    private func join(
        _ network: ContainerNetwork,
        _ spec: inout RuntimeSpec,
        _ loan: inout ContainerLoan
    ) {
        switch network {
        case .none: return
        case .host: loan.shareHostNetwork(of: &spec)
        case .seat(let seat):
            loan.joinNetwork(seat.descriptor, of: &spec)
            spec.hostname = seat.hostname
        }
    }

    private func watch(_ command: StepCommand, _ watch: Watch) -> ContainerWatch {
        var whole = ContainerWatch(stop: watch.stop)
        whole.timeLimit = command.timeLimit
        whole.diskLimit = watch.disk
        return whole
    }
}
