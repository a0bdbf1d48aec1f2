package import HostSystem

/// Everything that makes a container what it is, except its root file system: a value, compiled into a
/// `SandboxProgram` and carried out by the C child.
///
/// The words are the OCI runtime-spec's (config.md, config-linux.md).
package struct ContainerSpec: Sendable, Hashable {
    /// The command, searched in the `PATH` of `environment` inside the container; not empty.
    package var arguments: [String]
    /// In order; a later name wins.
    package var environment: [EnvironmentVariable] = []
    /// Absolute, inside the container; entered by the command's user.
    package var workingDirectory = "/"
    /// Who the command runs as.
    package var identity = Identity.root
    /// What `hostname` says.
    package var hostname = "cuvette"
    /// Which network it sees.
    package var network = Network.none
    /// In the order in which they are made, after `/proc`, `/dev` and `/sys`.
    package var mounts: [MountSpec] = []
    /// What it may use up.
    package var limits = ResourceLimits()
    /// What each of its processes alone may use up; above the runner's own limits the kernel refuses.
    package var processLimits: [ProcessLimit] = []
    /// What the command and all its children may ever do as root.
    package var capabilities = Capabilities.standard
    /// The permissions that new files lack.
    package var umask: UInt32 = 0o022
    /// The system call filter, ready for the kernel; empty for none.
    package var seccompFilter: [UInt8] = []
    /// Hidden: reading one gives nothing.
    package var maskedPaths = ContainerSpec.standardMaskedPaths
    /// Cannot be written to.
    package var readonlyPaths = ContainerSpec.standardReadonlyPaths

    /// A container that runs a command with everything else at its safe default.
    package init(arguments: [String]) {
        self.arguments = arguments
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
}

/// A name and its value, as execve(2) hands them over.
package struct EnvironmentVariable: Sendable, Hashable {
    /// Not empty, without `=`.
    package var name: String
    /// Anything but NUL.
    package var value: String

    /// A variable.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Who a process is: numbers, never names, resolved by whoever makes the spec.
package struct Identity: Sendable, Hashable {
    /// The user.
    package var uid: UInt32
    /// The group.
    package var gid: UInt32
    /// Further groups.
    package var groups: [UInt32]

    /// An identity by its numbers.
    package init(uid: UInt32, gid: UInt32, groups: [UInt32] = []) {
        self.uid = uid
        self.gid = gid
        self.groups = groups
    }

    /// The container's root.
    package static let root = Identity(uid: 0, gid: 0)
}

/// Which network a container sees.
package enum Network: String, Sendable, Hashable {
    /// A namespace of its own with nothing but `lo`.
    case none
    /// The host's own.
    case host
}

/// A file system that a container gets at a path.
package enum MountSpec: Sendable, Hashable {
    /// A new file system, with its options as key and value.
    case fresh(type: String, options: [[String]], attributes: MountAttributes, path: String)
    /// A mount made before (`DetachedMount`), whose descriptor is lent until the container has started.
    case detached(descriptor: Int32, path: String)
    /// A directory that is made (with this mode) where it is missing, as a place for the next mount.
    case directory(path: String, mode: UInt32)
    /// An empty file that is made where it is missing, as a place for the next mount.
    case file(path: String)
}
