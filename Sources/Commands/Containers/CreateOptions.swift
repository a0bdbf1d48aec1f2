import ArgumentParser
import Objects
import Registries

/// What may be said of a new container; the words are Docker's.
struct CreateOptions: ParsableArguments {
    @Option(help: "What it is called.")
    var name: String?

    @Option(
        help: "When a registry is asked for the image: always, missing, never. (default: missing)"
    )
    var pull: String?

    @Flag(name: .shortAndLong, help: "Do not show how the image is pulled.")
    var quiet = false

    /// When a registry is asked.
    ///
    /// - Throws: `ObjectError` for another word.
    func pullPolicy() throws -> PullPolicy {
        guard let pull else { return .missing }
        guard let policy = PullPolicy(rawValue: pull) else {
            throw ObjectError("--pull \(pull) is not known", hint: "use always, missing or never")
        }
        return policy
    }

    @Flag(name: .shortAndLong, help: "Keep its input open, connected to ours.")
    var interactive = false

    @Flag(name: .shortAndLong, help: "Give it a terminal.")
    var tty = false

    @Flag(name: .customLong("rm"), help: "Remove it when it ends.")
    var remove = false

    @Flag(name: .customLong("init"), help: "Run the command below an init that reaps.")
    var hasInit = false

    @Option(name: .customLong("entrypoint"), help: "The program, in place of the image's.")
    var entrypoint: String?

    @Option(name: .shortAndLong, help: "A variable: NAME=value, or NAME for our own.")
    var env: [String] = []

    @Option(name: .customLong("env-file"), help: "A file with a variable a line.")
    var envFile: [String] = []

    @Option(name: .shortAndLong, help: "Where the command starts.")
    var workdir: String?

    @Option(name: .shortAndLong, help: "Who it runs as: USER[:GROUP], by name or number.")
    var user: String?

    @Option(name: .customLong("group-add"), help: "A further group, by name or number.")
    var groupAdd: [String] = []

    @Option(name: .shortAndLong, help: "The name of its machine.")
    var hostname: String?

    @Option(name: .shortAndLong, help: "A label: NAME=value.")
    var label: [String] = []

    @Option(name: .customLong("add-host"), help: "A line of its /etc/hosts: NAME:ADDRESS.")
    var addHost: [String] = []

    @Option(
        name: .shortAndLong,
        help: "A mount: SOURCE:DESTINATION[:ro], of a path or a volume."
    )
    var volume: [String] = []

    @Option(help: "A mount in full: type=bind|volume|tmpfs,source=…,destination=….")
    var mount: [String] = []

    @Option(help: "Memory as a folder: DESTINATION[:OPTIONS].")
    var tmpfs: [String] = []

    @Option(
        name: [.customLong("volumes-from"), .customLong("volumes")],
        help: "The mounts of another container: NAME[:ro]."
    )
    var volumesFrom: [String] = []

    @Option(
        name: [.customLong("network"), .customLong("net")],
        help:
            "What it sees of the network: none, private, host, container:NAME, or a network's name."
    )
    var network: String?

    @Option(
        name: [.customLong("network-alias"), .customLong("net-alias")],
        help: "What others in its network call it too."
    )
    var networkAlias: [String] = []

    @Option(
        name: .shortAndLong,
        help: "A port of the host for one of its: [[ADDRESS:]HOST:]PORT[/udp], or ranges of ports."
    )
    var publish: [String] = []

    @Flag(name: .customLong("read-only"), help: "Its layers cannot be written to.")
    var readOnly = false

    @Option(help: "What is done when it ends: no, on-failure[:N], always, unless-stopped.")
    var restart: String?

    @Option(name: .customLong("log-driver"), help: "local keeps what it writes, none does not.")
    var logDriver: String?

    @Option(
        name: .customLong("log-opt"),
        help: "How much is kept: max-size=64m of a file, max-file=4 of them."
    )
    var logOption: [String] = []

    @Option(name: .customLong("stop-signal"), help: "The signal that asks it to end.")
    var stopSignal: String?

    @Option(
        name: .customLong("stop-timeout"),
        parsing: .unconditional,
        help: "Seconds until it is killed then; -1 for never."
    )
    var stopTimeout: Int?

    @Option(help: "A file that gets the id; it must not be there.")
    var cidfile: String?

    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup(title: "Rights") var rights: RightsOptions
    @OptionGroup(title: "Health") var health: HealthOptions
}

/// What a container may use up.
struct LimitOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Memory: 512m, 2g; 0 for no limit.")
    var memory: String?

    @Option(
        name: .customLong("memory-swap"),
        parsing: .unconditional,
        help: "Memory and swap together; -1 for any."
    )
    var memorySwap: String?

    @Option(parsing: .unconditional, help: "Processors: 1.5; 0 for no limit.")
    var cpus: String?

    @Option(name: [.customShort("c"), .customLong("cpu-shares")], help: "Relative weight.")
    var cpuShares: UInt64?

    @Option(name: .customLong("cpuset-cpus"), help: "The processors it may run on: 0-3,7.")
    var cpusetCpus: String?

    @Option(
        name: .customLong("pids-limit"),
        parsing: .unconditional,
        help: "Processes and threads; -1 for any number."
    )
    var pidsLimit: Int64?

    @Option(name: .customLong("shm-size"), help: "Memory of /dev/shm: 64m.")
    var shmSize: String?

    @Option(
        name: .customLong("oom-score-adj"),
        parsing: .unconditional,
        help: "How gladly the kernel ends it for want of memory, -1000 to 1000."
    )
    var oomScoreAdj: Int?

    @Option(help: "A kernel setting of its namespaces: NAME=value.")
    var sysctl: [String] = []

    @Option(help: "A limit of each process: nofile=1024:2048.")
    var ulimit: [String] = []
}

/// What a container may do.
struct RightsOptions: ParsableArguments {
    @Option(name: .customLong("cap-add"), help: "A capability of its root: NAME or ALL.")
    var capAdd: [String] = []

    @Option(name: .customLong("cap-drop"), help: "A capability that its root does not have.")
    var capDrop: [String] = []

    @Option(
        name: .customLong("security-opt"),
        help: "seccomp=FILE|unconfined, no-new-privileges, apparmor=PROFILE."
    )
    var securityOpt: [String] = []

    @Flag(help: "Refused: a container with all rights is none.")
    var privileged = false

    @Option(help: "A device of the host: PATH[:PATH-INSIDE].")
    var device: [String] = []
}

/// How a container's health is found out.
struct HealthOptions: ParsableArguments {
    @Option(name: .customLong("health-cmd"), help: "The command, for a shell.")
    var command: String?

    @Option(name: .customLong("health-interval"), help: "Between two checks: 30s.")
    var interval: String?

    @Option(name: .customLong("health-retries"), help: "How many failures make it unhealthy.")
    var retries: Int?

    @Option(name: .customLong("health-timeout"), help: "How long a check may take: 30s.")
    var timeout: String?

    @Option(name: .customLong("health-start-period"), help: "How long failures do not count: 0s.")
    var startPeriod: String?

    @Flag(name: .customLong("no-healthcheck"), help: "Leave out the image's check.")
    var none = false
}
