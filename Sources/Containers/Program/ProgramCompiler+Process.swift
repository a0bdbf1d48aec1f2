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
        var steps: [Step] = (linux.readonlyPaths ?? []).map { .readOnly(path: $0) }
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
        // A filter that comes before the privileges go may refuse what waiting needs, so then the wait is before it.
        let filterNeedsPrivilege = process.noNewPrivileges != true && !resources.filter.isEmpty
        if filterNeedsPrivilege {
            return steps + waiting() + filter() + privileges() + start()
        }
        return steps + privileges() + waiting() + filter() + start()
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

    private func privileges() -> [Step] {
        let identity = Identity(process.user)
        var steps = labels()
        if let capabilities = process.capabilities {
            steps.append(.boundCapabilities(Capabilities(names: capabilities.bounding ?? [])))
        }
        steps.append(
            .identity(
                identity,
                groupsMayStay: host.singleIdentity || mapsOneGroup || joined.contains(.user)
            )
        )
        if let capabilities = process.capabilities {
            steps.append(.capabilities(Self.sets(capabilities)))
        }
        // The init enters it by itself, since a wrong one is the command's failure and not ours.
        if staged != nil { steps.append(.changeDirectory(process.cwd)) }
        if process.noNewPrivileges == true { steps.append(.noNewPrivileges) }
        // Whoever changes its identity loses it again, so it comes last.
        if staged?.diesWithStarter == true { steps.append(.deathSignal(SIGKILL)) }
        return steps
    }

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
        guard let staged else { return [] }
        let hooks = hooks(spec.hooks?.startContainer)
        guard let listener = staged.listener else { return hooks }
        return [.synchronize(.made), .accept(descriptor: listener)] + hooks
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

    private func start() -> [Step] {
        switch resources.start {
        case .reaped(let start):
            return start.standard.enumerated().map { .descriptor($1, onto: Int32($0)) } + [
                .closeAtExec(from: 3),
                .descriptor(start.control, onto: 3),
                .execute(
                    descriptor: start.initProgram,
                    arguments: ["cuvette-init", process.cwd] + (process.args ?? []),
                    environment: process.env ?? []
                ),
            ]
        case .staged(let start):
            let kept: [Step] = (0..<start.preserved).map { .keep(3 + Int32($0)) }
            return [.closeAtExec(from: 3)] + kept + [
                .run(arguments: process.args ?? [], environment: process.env ?? [])
            ]
        }
    }
}
