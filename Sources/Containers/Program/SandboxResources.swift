/// The descriptors and paths of one start, lent to its program.
package struct SandboxResources: Sendable, Hashable {
    /// The root file system, a detached mount; nil for a process that joins a container.
    package var root: Int32?
    /// An existing directory of the host over which the root is attached, in the child's own mount namespace only.
    package var attachmentPoint = "/"
    /// Bind mounts made before, by their place in the specification's `mounts`.
    package var mounts: [Int: LentMount] = [:]
    /// Symbolic links that are made in the place of a mount, by its place in the specification's `mounts`.
    package var links: [Int: String] = [:]
    /// Where pivot_root(2) is not to be used, since the old root is an initramfs: the host's mounts of proc and sysfs,
    /// which go before the root is moved over the old one.
    package var hiddenMounts: [String]?
    /// `tasks` files of cgroup v1 hierarchies that the child enters; absolute.
    package var cgroupTaskFiles: [String] = []
    /// A cgroup v2 directory for the child to be born in, where a stage makes it; nil for none.
    package var birthCgroup: Int32?
    /// The file systems that a mount of type `cgroup` is made of, by its place in the specification's `mounts`.
    package var cgroupMounts: [CgroupView] = []
    /// Namespaces to join, in order.
    package var joined: [JoinedNamespace] = []
    /// Mounts of the host's device files by path inside, where nodes cannot be made.
    package var deviceMounts: [String: Int32] = [:]
    /// A mount of the host's `/sys`, where no new one may be made.
    package var systemMount: Int32?
    /// What is refused by Landlock besides; only with `noNewPrivileges`.
    package var scope: LandlockScope = []
    /// The system call filter.
    package var filter = SeccompFilter.none
    /// How the command is started.
    package var start: Start

    /// How the command of a container is started.
    package enum Start: Sendable, Hashable {
        /// By the static init, which stays as the first process and tells how the command ended.
        case reaped(ReapedStart)
        /// As the first process itself.
        case staged(StagedStart)
    }

    /// Resources with nothing lent but what every start needs.
    package init(start: Start) {
        self.start = start
    }
}

/// What a start with an init is lent.
package struct ReapedStart: Sendable, Hashable {
    /// The static init, executable and read-only.
    package var initProgram: Int32
    /// The container's end of the socket to the runner.
    package var control: Int32
    /// What the command reads and writes: standard input, output and errors.
    package var standard: [Int32]

    /// Descriptors by name.
    package init(initProgram: Int32, control: Int32, standard: [Int32]) {
        self.initProgram = initProgram
        self.control = control
        self.standard = standard
    }
}

/// What a start in a stage is lent.
package struct StagedStart: Sendable, Hashable {
    /// A socket at which the made container waits for the word to start; it does not wait where nil.
    package var listener: Int32?
    /// The socket that gets the terminal, where the process has one.
    package var console: Int32?
    /// What the command reads and writes; what the runtime itself does where empty.
    package var standard: [Int32] = []
    /// Further descriptors that the command is given, under the same numbers.
    package var preserved: [Int32] = []
    /// Whether the command is killed when the thread that starts it ends; it may outlive it where false.
    package var diesWithStarter = false

    /// A start that does not wait.
    package init() {}
}

/// A bind mount that was made before.
package struct LentMount: Sendable, Hashable {
    /// The detached mount.
    package var descriptor: Int32
    /// Whether it shows a directory, and not a file.
    package var isDirectory: Bool

    /// A mount.
    package init(descriptor: Int32, isDirectory: Bool) {
        self.descriptor = descriptor
        self.isDirectory = isDirectory
    }
}

/// A namespace that is joined.
package struct JoinedNamespace: Sendable, Hashable {
    /// A file of it, or a pidfd.
    package var descriptor: Int32
    /// Which kinds are joined by it.
    package var namespaces: Namespaces

    /// A namespace.
    package init(descriptor: Int32, namespaces: Namespaces) {
        self.descriptor = descriptor
        self.namespaces = namespaces
    }
}

/// A directory below a container's `/sys/fs/cgroup`.
package struct CgroupView: Sendable, Hashable {
    /// Its name: `memory`; empty for the directory itself, on a host with cgroup v2 alone.
    package var name: String
    /// The settings with which the hierarchy is mounted; nil for cgroup v2.
    package var controllers: [String]?
    /// A bind mount of the container's own cgroup, where it has no cgroup namespace.
    package var mount: Int32?
    /// Other names for it.
    package var aliases: [String] = []

    /// A hierarchy by its name.
    package init(name: String, controllers: [String]?) {
        self.name = name
        self.controllers = controllers
    }
}
