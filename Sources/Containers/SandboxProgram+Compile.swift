import HostSystem

/// The descriptors and paths of one start, lent to its program.
package struct SandboxResources: Sendable, Hashable {
    /// The root file system: a detached mount.
    package var root: Int32
    /// An existing directory of the host over which the root is attached, in the child's own mount namespace only.
    package var attachmentPoint: String
    /// The static init, executable and sealed.
    package var initProgram: Int32
    /// The container's end of the socket to the runner.
    package var control: Int32
    /// What the command reads as standard input.
    package var standardInput: Int32
    /// The writing ends of the output pipes.
    package var standardOutput: Int32
    /// The writing end of the second pipe.
    package var standardError: Int32
    /// `tasks` files of cgroup v1 hierarchies that the child enters; absolute.
    package var cgroupTaskFiles: [String]
    /// Mounts of the host's device files by name, where nodes cannot be made.
    package var deviceMounts: [String: Int32]
    /// A mount of the host's `/sys`, where no new one may be made.
    package var systemMount: Int32?

    /// Descriptors and paths by name.
    package init(
        root: Int32,
        attachmentPoint: String,
        initProgram: Int32,
        control: Int32,
        standardInput: Int32,
        standardOutput: Int32,
        standardError: Int32,
        cgroupTaskFiles: [String] = [],
        deviceMounts: [String: Int32] = [:],
        systemMount: Int32? = nil
    ) {
        self.root = root
        self.attachmentPoint = attachmentPoint
        self.initProgram = initProgram
        self.control = control
        self.standardInput = standardInput
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.cgroupTaskFiles = cgroupTaskFiles
        self.deviceMounts = deviceMounts
        self.systemMount = systemMount
    }
}

extension SandboxProgram {
    /// Compiles a spec; pure.
    ///
    /// Mount targets are resolved inside the new root and no symbolic link of the image is followed to one, so an image
    /// cannot send a mount to the host; everything below `/dev` is made after the root has been changed.
    package init(
        _ spec: ContainerSpec,
        with resources: SandboxResources,
        on host: HostRights
    ) {
        var namespaces: UnsharedNamespaces = [.mount, .process, .uts, .ipc]
        if spec.network == .none { namespaces.insert(.network) }
        self.namespaces = namespaces
        steps =
            Self.place(spec, resources)
            + Self.systemMounts(resources)
            + [.pivot(descriptor: resources.root)]
            + Self.devices(resources, host)
            + Self.furtherMounts(spec)
            + Self.protections(spec)
            + Self.restrictions(spec, host)
            + Self.start(spec, resources)
    }

    /// From the host's view to the container's: cgroups, host name, root.
    private static func place(_ spec: ContainerSpec, _ resources: SandboxResources) -> [Step] {
        var steps = resources.cgroupTaskFiles.map { Step.write(path: $0, text: "0") }
        // After the cgroups are entered: they become the root of the new cgroup namespace.
        steps += [.unshare(.cgroup), .session, .hostname(spec.hostname)]
        if spec.network == .none { steps.append(.loopback) }
        return steps + [
            .makeMountsPrivate,
            .attachRoot(descriptor: resources.root, at: resources.attachmentPoint),
            .enter(descriptor: resources.root),
            .umask(0),
        ]
    }

    /// `/proc` and `/sys`, while the host's own are still in sight: in a user namespace the kernel mounts new ones only
    /// where it can see that they show nothing more (`mount_too_revealing`).
    private static func systemMounts(_ resources: SandboxResources) -> [Step] {
        let quiet: MountAttributes = [.noSetuid, .noDevices, .noExecution]
        var steps: [Step] = [
            .directory(path: "proc", mode: 0o555),
            .mount(type: "proc", options: [], attributes: quiet, path: "/proc"),
            .directory(path: "sys", mode: 0o555),
        ]
        if let mount = resources.systemMount {
            steps.append(.place(descriptor: mount, path: "/sys"))
        } else {
            steps.append(
                .mount(type: "sysfs", options: [], attributes: [quiet, .readOnly], path: "/sys")
            )
        }
        return steps
    }

    private static func devices(_ resources: SandboxResources, _ host: HostRights) -> [Step] {
        // A terminal's group is 5 (tty) by convention; a namespace with a single id has no 5.
        let terminals = [["ptmxmode", "0666"], ["mode", "0620"]]
        let group = host.singleIdentity ? [] : [["gid", "5"]]
        return [
            .directory(path: "/dev", mode: 0o755),
            .mount(
                type: "tmpfs",
                options: [["mode", "755"], ["size", "65536k"]],
                attributes: [.noSetuid, .strictAccessTime, .noExecution],
                path: "/dev"
            ),
            .directory(path: "/dev/pts", mode: 0o755),
            .mount(
                type: "devpts",
                options: terminals + group,
                attributes: [.noSetuid, .noExecution],
                path: "/dev/pts"
            ),
            .directory(path: "/dev/shm", mode: 0o1777),
            .mount(
                type: "tmpfs",
                options: [["mode", "1777"], ["size", "65536k"]],
                attributes: [.noSetuid, .noDevices],
                path: "/dev/shm"
            ),
            .directory(path: "/dev/mqueue", mode: 0o755),
            .mount(
                type: "mqueue",
                options: [],
                attributes: [.noSetuid, .noDevices, .noExecution],
                path: "/dev/mqueue"
            ),
        ] + Self.deviceNodes(resources) + [
            .symlink(path: "/dev/fd", target: "/proc/self/fd"),
            .symlink(path: "/dev/stdin", target: "/proc/self/fd/0"),
            .symlink(path: "/dev/stdout", target: "/proc/self/fd/1"),
            .symlink(path: "/dev/stderr", target: "/proc/self/fd/2"),
            .symlink(path: "/dev/ptmx", target: "pts/ptmx"),
        ]
    }

    private static func deviceNodes(_ resources: SandboxResources) -> [Step] {
        Device.standard.flatMap { device -> [Step] in
            let path = "/dev/\(device.name)"
            guard let mount = resources.deviceMounts[device.name] else {
                return [
                    .device(path: path, mode: 0o020_666, major: device.major, minor: device.minor)
                ]
            }
            return [.file(path: path, mode: 0o666), .place(descriptor: mount, path: path)]
        }
    }

    private static func furtherMounts(_ spec: ContainerSpec) -> [Step] {
        spec.mounts.map { mount in
            switch mount {
            case .fresh(let type, let options, let attributes, let path):
                .mount(type: type, options: options, attributes: attributes, path: path)
            case .detached(let descriptor, let path): .place(descriptor: descriptor, path: path)
            case .directory(let path, let mode): .directory(path: path, mode: mode)
            case .file(let path): .file(path: path, mode: 0o644)
            }
        }
    }

    private static func protections(_ spec: ContainerSpec) -> [Step] {
        spec.readonlyPaths.map { .readOnly(path: $0) } + spec.maskedPaths.map { .mask(path: $0) }
    }

    private static func restrictions(_ spec: ContainerSpec, _ host: HostRights) -> [Step] {
        var steps: [Step] = [
            .umask(spec.umask),
            // No core files of the container's processes in the host's core handler.
            .limit(resource: 4, soft: 0, hard: 0),
        ]
        steps += spec.processLimits.map {
            .limit(resource: $0.resource, soft: $0.soft, hard: $0.hard)
        }
        steps += [
            .boundCapabilities(spec.capabilities),
            .identity(spec.identity, groupsMayStay: host.singleIdentity),
            .capabilities(spec.identity.uid == 0 ? spec.capabilities : []),
            .noNewPrivileges,
        ]
        if !spec.seccompFilter.isEmpty { steps.append(.seccomp(filter: spec.seccompFilter)) }
        return steps
    }

    private static func start(_ spec: ContainerSpec, _ resources: SandboxResources) -> [Step] {
        [
            .descriptor(resources.standardInput, onto: 0),
            .descriptor(resources.standardOutput, onto: 1),
            .descriptor(resources.standardError, onto: 2),
            .closeAtExec(from: 3),
            .descriptor(resources.control, onto: 3),
            .execute(
                descriptor: resources.initProgram,
                arguments: ["cuvette-init", spec.workingDirectory] + spec.arguments,
                environment: Self.environment(spec)
            ),
        ]
    }

    /// `NAME=value` strings; a later variable of the same name has replaced the earlier one.
    private static func environment(_ spec: ContainerSpec) -> [String] {
        var order: [String] = []
        var values: [String: String] = [:]
        for variable in spec.environment {
            if values.updateValue(variable.value, forKey: variable.name) == nil {
                order.append(variable.name)
            }
        }
        return order.map { "\($0)=\(values[$0] ?? "")" }
    }
}

/// A character device that every container has.
package struct Device: Sendable, Hashable {
    /// Below `/dev`.
    package let name: String
    let major: UInt32
    let minor: UInt32

    /// The devices of the OCI runtime-spec, "Default Devices".
    package static let standard = [
        Device(name: "null", major: 1, minor: 3),
        Device(name: "zero", major: 1, minor: 5),
        Device(name: "full", major: 1, minor: 7),
        Device(name: "random", major: 1, minor: 8),
        Device(name: "urandom", major: 1, minor: 9),
        Device(name: "tty", major: 5, minor: 0),
    ]
}
