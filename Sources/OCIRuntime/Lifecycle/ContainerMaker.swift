import CSandbox
import Containers
import FoundationEssentials
import Glibc
import HostSystem
import OCI
import SystemPackage

/// Makes containers: `create`.
struct ContainerMaker {
    let state: StateFolder
    let options: CreateOptions

    /// What may be said to `create` and `run`.
    struct CreateOptions {
        /// A Unix socket that gets the container's terminal.
        var consoleSocket: Int32?
        /// Descriptors that the container's process is given besides the first three.
        var preservedDescriptors: [Int32] = []
        /// Where warnings go.
        var records = RuntimeLog()
        /// Whether cgroups are left as they are.
        var disablesCgroups = false
        /// Whether the root is moved over the old one rather than put in its place.
        var staysOnOldRoot = false
        /// Whether the cgroup's path is one of systemd's.
        var systemdCgroup = false
    }

    /// Makes a container that waits to be started.
    ///
    /// - Returns: Its record, which is also in its folder.
    /// - Throws: Whatever was wrong; nothing is left then.
    func create(_ id: String, _ bundle: OCIBundle) throws -> ContainerRecord {
        let folder = try state.add(id)
        do {
            return try make(id, bundle, folder)
        } catch {
            bundle.detachRoot()
            folder.remove()
            throw error
        }
    }

    private func make(_ id: String, _ bundle: OCIBundle, _ folder: ContainerFolder) throws
        -> ContainerRecord
    {
        var spec = bundle.spec
        try ReadinessRelay.add(to: &spec, in: folder.path)
        try checkTerminal(spec)
        let ownsUsers = spec.hasUserNamespace
        for warning in try spec.process?.giveUpCapabilities(inOwn: ownsUsers) ?? [] {
            options.records.warn(warning)
        }
        let host = try RuntimeHost.open()
        let place = try bundle.root()
        try spec.process?.addHome(below: Directory(opening: place))
        let root = try DetachedMount(cloning: place, recursive: true)
        try root.apply(MountChange(propagation: .private, recursive: true), named: place)
        let lent = try Lent(
            spec,
            bundle: bundle.path,
            on: host.rights,
            filters: state.filters
        )
        let cgroup = try makeCgroup(id, spec, of: host)
        try check(Self.place(of: cgroup), of: id)
        let views = try CgroupViews(spec, Self.place(of: cgroup))
        let listener = try StartRequest.listen(
            in: folder.directory.descriptor,
            name: ContainerFolder.startSocket
        )
        var resources = lent.resources(start: start(listener: listener.descriptor))
        resources.root = root.descriptor
        resources.attachmentPoint = place.string
        resources.cgroupMounts = views.views
        resources.cgroupTaskFiles = Self.place(of: cgroup)?.taskFiles ?? []
        let birth = Self.birthplace(of: cgroup)
        resources.birthCgroup = birth
        if options.staysOnOldRoot { resources.hiddenMounts = try KernelMounts.paths() }
        let program = SandboxProgram(spec, with: resources, on: host.rights)
        // What is told here and below holds the words of runc's own debug log, which people and tests look for.
        options.records.debug("nsexec container setup: namespaces and mounts of \(id)")
        let answers = self.answers(id, bundle, spec, forks: program.forks)
        let made = try Stage.start(program, of: host, inCgroup: program.forks ? -1 : birth)
            .converse(answers)
        withExtendedLifetime(lent) {}
        let record = ContainerRecord(
            id: id,
            bundle: bundle.path.string,
            pid: made.pid,
            began: ProcessIdentity.began(made.pid) ?? 0,
            created: UTCTime.now,
            spec: spec,
            cgroup: Self.keep(cgroup),
            tail: made.tail
        )
        try folder.write(record)
        options.records.debug("child process in init() of container \(id) is \(made.pid)")
        return record
    }

    private func checkTerminal(_ spec: RuntimeSpec) throws {
        let wants = spec.process?.terminal == true
        if wants, options.consoleSocket == nil {
            throw RuntimeError(
                "process.terminal is true and nobody stays to hold it: use --console-socket"
            )
        }
        if !wants, options.consoleSocket != nil {
            throw RuntimeError("--console-socket is given, but process.terminal is not true")
        }
    }

    private func start(listener: Int32) -> StagedStart {
        var start = StagedStart()
        start.listener = listener
        start.console = options.consoleSocket
        start.preserved = options.preservedDescriptors
        return start
    }

    private func answers(
        _ id: String,
        _ bundle: OCIBundle,
        _ spec: RuntimeSpec,
        forks: Bool
    ) -> StageAnswers {
        let state = ContainerState(
            id: id,
            status: .creating,
            pid: nil,
            bundle: bundle.path.string,
            annotations: spec.annotations
        )
        return StageAnswers(of: spec, state: state, forks: forks)
    }

    private func makeCgroup(_ id: String, _ spec: RuntimeSpec, of host: ContainerHost) throws
        -> Cgroup?
    {
        guard !options.disablesCgroups else { return nil }
        let path = try CgroupPath(
            spec.linux?.cgroupsPath,
            default: state.cgroupName(of: id),
            isSystemd: options.systemdCgroup
        )
        guard let resources = spec.linux?.resources else {
            // An ordinary user has no cgroups of a v1 hierarchy; who asks for nothing misses nothing.
            if host.rights.inUserNamespace {
                return try? Cgroup(path, LinuxResources(), .strict, in: host.cgroups)
            }
            let completed = LinuxResources().completingDevices(inUserNamespace: false)
            return try Cgroup(path, completed, .strict, in: host.cgroups)
        }
        let completed = resources.completingDevices(inUserNamespace: host.rights.inUserNamespace)
        return try Cgroup(path, completed, .strict, in: host.cgroups)
    }

    /// A cgroup that was there before may be one in which nothing runs, or one that another container has.
    private func check(_ place: CgroupPlace?, of id: String) throws {
        guard let place else { return }
        if place.isFrozen {
            throw RuntimeError(
                "container's cgroup unexpectedly frozen: thaw the cgroup of \(id) first"
            )
        }
        let count = place.processes.count
        if count > 0 {
            options.records.warn("container's cgroup is not empty: \(count) processes are in it")
        }
    }

    private static func place(of cgroup: borrowing Cgroup?) -> CgroupPlace? {
        switch cgroup {
        case .some(let cgroup): cgroup.place
        case .none: nil
        }
    }

    private static func birthplace(of cgroup: borrowing Cgroup?) -> Int32 {
        switch cgroup {
        case .some(let cgroup): cgroup.birthDescriptor
        case .none: -1
        }
    }

    private static func keep(_ cgroup: consuming Cgroup?) -> CgroupPlace? {
        switch consume cgroup {
        case .some(let cgroup): cgroup.keep()
        case .none: nil
        }
    }
}
