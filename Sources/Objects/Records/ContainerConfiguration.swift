package import OCI

/// What a container is, as it was asked for: settled when it is made, the same for every start.
package struct ContainerConfiguration: Sendable, Hashable, Codable {
    /// Its name for good.
    package var id: String
    /// What people call it.
    package var name: String
    /// When it was made; RFC 3339.
    package var created: String
    /// What it is made of.
    package var image: ImageUse
    /// The program and its first arguments.
    package var entrypoint: [String] = []
    /// The arguments behind them, or the program where there is no entry point.
    package var command: [String] = []
    /// `NAME=value`.
    package var environment: [String] = []
    /// Where the command starts.
    package var workingDirectory = "/"
    /// `USER[:GROUP]`; empty for root.
    package var user = ""
    /// The name of its machine.
    package var hostname: String
    /// Free words.
    package var labels: [String: String] = [:]
    /// Whether it has a terminal.
    package var hasTerminal = false
    /// Whether its input can be written to; else it is empty.
    package var hasInput = false
    /// What it has mounted.
    package var mounts: [MountPoint] = []
    /// What it sees of the network.
    package var network = ContainerNetwork.none
    /// Ports of the host that lead to it: `[[ADDRESS:]HOST:]MEMBER[/udp]`.
    package var ports: [String] = []
    /// What others in its network call it, besides its name.
    package var aliases: [String]?
    /// Further lines of its `/etc/hosts`: `NAME:ADDRESS`.
    package var extraHosts: [String] = []
    /// What it may use up.
    package var resources = LinuxResources()
    /// What each of its processes may use up.
    package var processLimits: [POSIXRlimit] = []
    /// Devices besides the standard ones.
    package var devices: [LinuxDevice] = []
    /// The capabilities of its root, by name.
    package var capabilities: [String] = []
    /// Which system calls it may make.
    package var seccomp = SeccompChoice.standard
    /// Whether its processes can never gain rights that they do not have.
    package var forbidsNewPrivileges = false
    /// The AppArmor profile.
    package var appArmorProfile: String?
    /// Whether its layers cannot be written to.
    package var isReadOnly = false
    /// Whether the command runs below an init that reaps.
    package var hasInit = false
    /// Whether it is removed when it ends.
    package var removesItself = false
    /// What is done when it ends.
    package var restart = RestartPolicy.no
    /// How its health is found out; nil where it is not.
    package var health: HealthCheck?
    /// How it is asked to end.
    package var stopSignal: Int32 = 15
    /// How long it then has.
    package var stopTimeoutSeconds = 10
    /// How much memory its `/dev/shm` may take; nil for 64 MiB.
    package var sharedMemoryBytes: Int64?
    /// Further groups of the command, by name or number.
    package var groups: [String]?
    /// Kernel settings of its namespaces.
    package var settings: [String: String]?
    /// How gladly the kernel ends it for want of memory, -1000 to 1000.
    package var outOfMemoryScore: Int?
    /// How much of its log is kept; nil for the standard.
    package var log: LogBound?
    /// Ports that the image says its program listens on.
    package var exposedPorts: [String] = []

    /// A container of an image with everything else at its default.
    package init(id: String, name: String, created: String, image: ImageUse) {
        self.id = id
        self.name = name
        self.created = created
        self.image = image
        hostname = String(id.prefix(ContainerID.shortLength))
    }

    /// The first digits of the id.
    package var shortID: String { String(id.prefix(ContainerID.shortLength)) }

    /// The whole command.
    package var arguments: [String] { entrypoint + command }
}
