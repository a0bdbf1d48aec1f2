import CSandbox
import Containers
import Glibc
import HostSystem
import Images
import OCI
import SystemPackage

/// Starts a container's command; nobody else runs it meanwhile.
struct ContainerStarter {
    let container: StoredContainer
    let shelf: ContainerShelf
    let session: Session
    let host: ContainerHost
    let initProgram: FilePath

    private var configuration: ContainerConfiguration { container.configuration }

    /// Starts it, as a child of the calling thread, with whose end it ends.
    ///
    /// - Throws: Whatever came in the way; nothing is left then.
    func start() throws -> StartedContainer {
        let root = try MountedRoot.mount(container, session, host.rights)
        let user = try root.user(configuration.user)
        try makeWorkingDirectory(root.directory, user)
        try VolumeFiller(configuration.mounts).fill(from: root.directory)
        let seat = try ContainerSeat.make(for: configuration, in: session.store)
        var spec = try SpecificationMaker(
            container: container,
            rights: host.rights,
            user: user,
            groups: try (configuration.groups ?? []).map { try root.group($0) },
            covers: root.covers,
            initProgram: initProgram,
            joinedNetwork: try joinedNetwork(),
            seat: seat
        )
        .specification()
        try spec.check()
        let cgroup = try makeCgroup()
        let substitutes = ResourceLimits(memoryBytes: memoryBytes)
            .substitutes(for: cgroup.unenforced)
        let limits = (spec.process?.rlimits ?? []) + substitutes.limits
        spec.process?.rlimits = limits
        // Before the command can fill the disk that this is written to.
        try container.folder.write(spec)
        let streams = try OpenStreams.make(for: configuration)
        let binds = try BindMounts(spec, bundle: container.folder.path)
        let namespaces = try NamespaceFiles(spec)
        let mounts = try HostMounts(host.rights, spec)
        var start = StagedStart()
        start.diesWithStarter = true
        streams.lend(to: &start)
        var resources = SandboxResources(start: .staged(start))
        resources.root = root.mount.descriptor
        resources.attachmentPoint = container.folder.path.string
        resources.mounts = binds.lent
        resources.joined = namespaces.joined
        if let seat {
            resources.joined.append(
                JoinedNamespace(descriptor: seat.descriptor, namespaces: .network)
            )
        }
        resources.deviceMounts = mounts.devices
        resources.systemMount = mounts.system
        resources.cgroupTaskFiles = cgroup.place.taskFiles
        resources.birthCgroup = cgroup.birthDescriptor
        resources.filter = try filter(spec)
        let program = SandboxProgram(spec, with: resources, on: host.rights)
        let birth = program.forks ? -1 : cgroup.birthDescriptor
        let made = try Stage.start(program, of: host, inCgroup: birth)
            .converse(StageAnswers(forks: program.forks))
        withExtendedLifetime((binds, namespaces, mounts)) {}
        let pid = made.pid
        let unenforced = substitutes.reports.filter { isAskedFor($0) }.map(\.text)
        return StartedContainer(
            process: ProcessHandle(file: made.takeProcess()),
            pid: pid,
            streams: try streams.taken(hasInput: configuration.hasInput),
            specification: spec,
            cgroup: cgroup.keep(),
            unenforced: unenforced,
            seat: seat,
            root: root
        )
    }

    /// As Docker does: an image may name one that it does not hold.
    private func makeWorkingDirectory(_ root: borrowing Directory, _ user: UserDatabase.User) throws
    {
        let path = FilePath(configuration.workingDirectory)
        if (try? root.openInRoot(path, O_RDONLY | O_DIRECTORY)) != nil { return }
        // It may be in something that is mounted later, or it is refused in words when it is entered.
        guard let made = try? root.makeDirectoryInRoot(path) else { return }
        fchown(made.descriptor, user.identity.uid, user.identity.gid)
    }

    private func joinedNetwork() throws -> String? {
        guard case .container(let id) = configuration.network else { return nil }
        let other = try shelf.find(id)
        guard let process = other.process, let identity = other.life.process else {
            throw ObjectError("container \(id), whose network is to be shared, is not running")
        }
        defer { withExtendedLifetime(process) {} }
        return "/proc/\(identity.pid)/ns/net"
    }

    private func filter(_ spec: RuntimeSpec) throws -> SeccompFilter {
        guard let seccomp = spec.linux?.seccomp else { return .none }
        return try SeccompCache(in: session.store.folder("cache")).program(of: seccomp)
    }

    private func makeCgroup() throws -> Cgroup {
        var resources = configuration.resources
        // Enough for any service, too few for a fork bomb to hurt.
        resources.pids =
            resources.pids ?? LinuxPids(limit: Int64(ResourceLimits.standardProcesses))
        // In a user namespace no rules can be set, and no nodes be made.
        resources.devices = host.rights.inUserNamespace ? nil : deviceRules
        var controllers: Set<CgroupController> = [.memory, .pids, .freezer, .cpuAccounting]
        if resources.cpu != nil { controllers.formUnion([.cpu, .cpuSet]) }
        if resources.devices != nil { controllers.insert(.devices) }
        return try Cgroup(
            CgroupPath(named: "\(session.name)-\(configuration.shortID)"),
            resources,
            .reported,
            controllers: controllers,
            in: host.cgroups
        )
    }

    /// What its processes may use of memory; nil for as much as there is.
    private var memoryBytes: UInt64? {
        configuration.resources.memory?.limit.flatMap { UInt64(exactly: $0) }
    }

    /// Whether somebody misses a limit that is not enforced: not one that we would have set unasked.
    private func isAskedFor(_ limit: UnenforcedLimit) -> Bool {
        limit.limit != "devices" && (limit.limit != "pids" || configuration.resources.pids != nil)
    }

    private var deviceRules: [LinuxDeviceRule] {
        LinuxDeviceRule.standard
            + configuration.devices.map {
                LinuxDeviceRule(
                    allow: true,
                    type: $0.type,
                    major: $0.major,
                    minor: $0.minor,
                    access: "rwm"
                )
            }
    }
}
