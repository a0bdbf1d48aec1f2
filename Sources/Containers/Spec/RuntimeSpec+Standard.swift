package import OCI

extension RuntimeSpec {
    /// A container with everything at its safe default, as the steps of a pipeline get it: namespaces of its own but for
    /// users, Docker's mounts and hidden paths, few capabilities, no new privileges.
    ///
    /// - Parameters:
    ///   - arguments: The command, searched in the `PATH` of its environment inside the container.
    ///   - singleIdentity: Whether the container has one user and group id only.
    /// - Returns: A specification without a root, which is lent when it is started.
    package static func standard(
        arguments: [String],
        singleIdentity: Bool = false
    ) -> RuntimeSpec {
        var spec = RuntimeSpec()
        spec.hostname = "cuvette"
        var process = RuntimeProcess(args: arguments)
        process.noNewPrivileges = true
        process.user = RuntimeUser(umask: 0o022)
        process.set(.standard)
        // 1 and not 0: the kernel then asks no core handler of the host either (core(5)).
        process.rlimits = [POSIXRlimit(type: "RLIMIT_CORE", hard: 1, soft: 1)]
        spec.process = process
        spec.mounts = standardMounts(singleIdentity: singleIdentity)
        var linux = LinuxSpec()
        linux.namespaces = ["mount", "pid", "network", "ipc", "uts", "cgroup"].map {
            LinuxNamespace(type: $0)
        }
        linux.maskedPaths = standardMaskedPaths
        linux.readonlyPaths = standardReadonlyPaths
        spec.linux = linux
        return spec
    }

    /// What every container has mounted: `/proc`, `/sys`, `/dev` and what belongs in it.
    private static func standardMounts(singleIdentity: Bool) -> [RuntimeMount] {
        // A terminal's group is 5 (tty) by convention; a namespace with a single id has no 5.
        let group = singleIdentity ? [] : ["gid=5"]
        return [
            RuntimeMount(
                destination: "/proc",
                type: "proc",
                source: "proc",
                options: ["nosuid", "nodev", "noexec"]
            ),
            RuntimeMount(
                destination: "/sys",
                type: "sysfs",
                source: "sysfs",
                options: ["nosuid", "nodev", "noexec", "ro"]
            ),
            RuntimeMount(
                destination: "/dev",
                type: "tmpfs",
                source: "tmpfs",
                options: ["nosuid", "noexec", "strictatime", "mode=755", "size=65536k"]
            ),
            RuntimeMount(
                destination: "/dev/pts",
                type: "devpts",
                source: "devpts",
                options: ["nosuid", "noexec", "ptmxmode=0666", "mode=0620"] + group
            ),
            RuntimeMount(
                destination: "/dev/shm",
                type: "tmpfs",
                source: "shm",
                options: ["nosuid", "nodev", "mode=1777", "size=65536k"]
            ),
            RuntimeMount(
                destination: "/dev/mqueue",
                type: "mqueue",
                source: "mqueue",
                options: ["nosuid", "nodev", "noexec"]
            ),
        ]
    }

    /// The paths that Docker and podman hide.
    package static let standardMaskedPaths = [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys",
        "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list",
        "/proc/timer_stats", "/sys/dev/block", "/sys/devices/virtual/powercap", "/sys/firmware",
        "/sys/fs/selinux",
    ]

    /// The paths that Docker and podman make read-only.
    package static let standardReadonlyPaths = [
        "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    ]

    /// Leaves a namespace out, so that the container shares the runtime's.
    package mutating func share(_ namespace: String) {
        linux?.namespaces?.removeAll { $0.type == namespace }
    }
}

extension RuntimeProcess {
    /// Grants capabilities to root and takes all others from everyone; nothing is inheritable or ambient.
    package mutating func set(_ granted: Capabilities) {
        let names = granted.kernelNames
        capabilities = LinuxCapabilities(effective: names, bounding: names, permitted: names)
    }
}
