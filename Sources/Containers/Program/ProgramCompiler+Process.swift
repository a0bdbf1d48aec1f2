import Glibc
import HostSystem
import OCI

/// What the container's process may do, and its start.
extension ProgramCompiler {
    /// Kernel settings of its namespaces, while `/proc/sys` can still be written.
    func settings() -> [Step] {
        (linux.sysctl ?? [:]).sorted { $0.key < $1.key }.map { name, value in
            .procFile(path: "/proc/sys/" + Self.path(ofSetting: name), text: value)
        }
    }

    /// `net.ipv4.ip_forward` as a path; slashes and dots trade places as in sysctl(8).
    static func path(ofSetting name: String) -> String {
        guard let separator = name.first(where: { $0 == "." || $0 == "/" }), separator == "." else {
            return name
        }
        return String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
    }

    /// Paths that are hidden or cannot be written, and the root where it is read-only.
    func protections() -> [Step] {
        guard resources.root != nil else { return [] }
        var steps = seals()
        steps += (linux.readonlyPaths ?? []).map { .readOnly(path: $0) }
        steps += (linux.maskedPaths ?? []).map { .mask(path: $0) }
        if spec.root?.readonly == true {
            steps.append(.change(MountChange(set: .readOnly), path: "/"))
        }
        let propagations: [String: MountPropagation] = [
            "shared": .shared, "slave": .slave, "private": .private, "unbindable": .unbindable,
        ]
        if let word = linux.rootfsPropagation {
            let isRecursive = word.hasPrefix("r")
            if let kind = propagations[isRecursive ? String(word.dropFirst()) : word] {
                steps.append(
                    .change(MountChange(propagation: kind, recursive: isRecursive), path: "/")
                )
            }
        }
        return steps
    }

    /// From a made container to its running command.
    func finish() -> [Step] {
        var steps = limits()
        if let staged, case let arguments = process.args ?? [], !arguments.isEmpty {
            steps += redirections(staged)
            steps.append(.find(arguments: arguments, environment: process.env ?? []))
        }
        steps += inheritance() + identity()
        // A filter may refuse any call that stands behind it: nothing does that can stand before it. Loading it, as
        // closing off by Landlock, takes a privilege, or that none can be gained any more.
        let scope: [Step] = resources.scope.isEmpty ? [] : [.scope(resources.scope)]
        if process.noNewPrivileges != true, !resources.filter.isEmpty || !scope.isEmpty {
            steps += [.raisePermitted] + scope + waiting() + filter() + capabilities()
        } else {
            steps += capabilities()
            if process.noNewPrivileges == true { steps.append(.noNewPrivileges) }
            steps += scope + waiting() + filter()
        }
        // As of runc and crun: what hooks in the container's place may do is what its command may do.
        return steps + (staged == nil ? [] : hooks(spec.hooks?.startContainer)) + start()
    }

    private func limits() -> [Step] {
        var steps: [Step] = (process.rlimits ?? []).compactMap { limit in
            ResourceName.number(of: limit.type).map {
                .limit(resource: $0, soft: limit.soft, hard: limit.hard)
            }
        }
        if let scheduler = process.scheduler {
            steps.append(.scheduler(attributes: scheduler.kernelBytes))
        }
        if let priority = process.ioPriority {
            steps.append(.inputOutputPriority(priority.kernelValue))
        }
        if let domain = linux.personality?.domain {
            steps.append(.personality(domain == "LINUX32" ? 0x0008 : 0))
        }
        steps.append(.umask(process.user?.umask ?? 0o022))
        return steps
    }

    private func identity() -> [Step] {
        let identity = Identity(process.user)
        var steps = labels()
        if let capabilities = process.capabilities {
            steps.append(.boundCapabilities(Capabilities(names: capabilities.bounding ?? [])))
        }
        // With the rights of root first, as with runc: a home of mode 0700 may be the working directory of somebody else;
        // and where root's are no rights at all, on a network file system or in a user namespace, with the user's own.
        if staged != nil { steps.append(.changeDirectory(process.cwd, mayBeForbidden: true)) }
        steps.append(
            .identity(
                identity,
                groupsMayStay: host.singleIdentity || mapsOneGroup || joined.contains(.user),
                keepsGroups: keepsGroups
            )
        )
        // The init enters it by itself, since a wrong one is the command's failure and not ours.
        if staged != nil { steps.append(.changeDirectory(process.cwd, mayBeForbidden: false)) }
        return steps
    }

    private func capabilities() -> [Step] {
        var steps: [Step] = process.capabilities.map { [.capabilities(Self.sets($0))] } ?? []
        // Whoever changes its identity or rights loses it again, so it comes last.
        if staged?.diesWithStarter == true { steps.append(.deathSignal(SIGKILL)) }
        return steps
    }

    /// Whether the caller's own groups stay, for a directory that only they may read: crun's annotation, which podman's
    /// `--group-add keep-groups` sets.
    var keepsGroups: Bool { spec.annotations?["run.oci.keep_original_groups"] == "1" }

    private var mapsOneGroup: Bool {
        created.contains(.user) && (linux.gidMappings ?? []).reduce(0) { $0 + Int($1.size) } <= 1
    }

    private static func sets(_ words: LinuxCapabilities) -> CapabilitySets {
        var sets = CapabilitySets(
            effective: Capabilities(names: words.effective ?? []),
            permitted: Capabilities(names: words.permitted ?? [])
        )
        sets.inheritable = Capabilities(names: words.inheritable ?? [])
        sets.ambient = Capabilities(names: words.ambient ?? [])
        return sets
    }

    private func waiting() -> [Step] {
        guard let listener = staged?.listener else { return [] }
        return [.synchronize(.made), .accept(descriptor: listener)]
    }

    private func filter() -> [Step] {
        guard !resources.filter.isEmpty else { return [] }
        return [.seccomp(resources.filter)]
    }

    private func redirections(_ staged: StagedStart) -> [Step] {
        guard process.terminal != true else { return [] }
        // dup3(2) refuses what is in its place already.
        return staged.standard.enumerated().map { number, descriptor in
            descriptor == number ? .keep(descriptor) : .descriptor(descriptor, onto: Int32(number))
        }
    }

    /// Which descriptors the command finds open.
    private func inheritance() -> [Step] {
        switch resources.start {
        case .reaped(let start):
            start.standard.enumerated().map { .descriptor($1, onto: Int32($0)) } + [
                .closeAtExec(from: 3), .descriptor(start.control, onto: 3),
            ]
        case .staged(let start):
            [.closeAtExec(from: 3)] + start.preserved.map { .keep($0) }
        }
    }

    private func start() -> [Step] {
        switch resources.start {
        case .reaped(let start):
            [
                .execute(
                    descriptor: start.initProgram,
                    arguments: ["cuvette-init", process.cwd] + (process.args ?? []),
                    environment: process.env ?? []
                )
            ]
        case .staged: [.run(arguments: process.args ?? [], environment: process.env ?? [])]
        }
    }
}
