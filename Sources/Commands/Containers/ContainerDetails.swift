import HostSystem
import Containers
import OCI
import Objects
import SystemPackage

/// A container as `docker inspect` shows it; the names are Docker's, and what Cuvette does not have is left out.
struct ContainerDetails: Encodable {
    var Id: String
    var Created: String
    var Path: String
    var Args: [String]
    var State: StateDetails
    var Image: String
    var Name: String
    var RestartCount: Int
    var LogPath: String
    var HostConfig: HostDetails
    var Mounts: [MountDetails]
    var Config: ConfigDetails
    var NetworkSettings: NetworkDetails

    init(_ container: StoredContainer) {
        let configuration = container.configuration
        Id = configuration.id
        Created = configuration.created
        Path = configuration.arguments.first ?? ""
        Args = Array(configuration.arguments.dropFirst())
        State = StateDetails(container)
        Image = configuration.image.identity
        Name = configuration.name
        RestartCount = container.life.restarts
        LogPath =
            container.folder.path.appending("log-\(max(1, container.life.logs.count)).log")
            .string
        HostConfig = HostDetails(configuration)
        Mounts = configuration.mounts.map(MountDetails.init)
        Config = ConfigDetails(configuration)
        NetworkSettings = NetworkDetails(container)
    }
}

/// `State`.
struct StateDetails: Encodable {
    var Status: String
    var Running: Bool
    var Paused: Bool
    var Restarting: Bool
    var OOMKilled: Bool
    var Pid: Int32
    var ExitCode: Int32
    var Error: String
    var StartedAt: String
    var FinishedAt: String
    var Health: HealthDetails?

    init(_ container: StoredContainer) {
        let life = container.life
        Status = container.status
        Running = life.phase == .running
        Paused = container.isPaused
        Restarting = life.phase == .restarting
        OOMKilled = life.ranOutOfMemory
        Pid = life.process?.pid ?? 0
        ExitCode = life.exitCode
        Error = life.error ?? ""
        StartedAt = life.started ?? "0001-01-01T00:00:00Z"
        FinishedAt = life.finished ?? "0001-01-01T00:00:00Z"
        Health = life.health.map(HealthDetails.init)
    }
}

/// `State.Health`.
struct HealthDetails: Encodable {
    var Status: String
    var FailingStreak: Int
    var Log: [Entry]

    struct Entry: Encodable {
        var Start: String
        var End: String
        var ExitCode: Int32
        var Output: String
    }

    init(_ record: HealthRecord) {
        Status = record.status.rawValue
        FailingStreak = record.failingStreak
        Log = record.log.map {
            Entry(Start: $0.start, End: $0.end, ExitCode: $0.exitCode, Output: $0.output)
        }
    }
}

/// `HostConfig`.
struct HostDetails: Encodable {
    var NetworkMode: String
    var RestartPolicy: Policy
    var AutoRemove: Bool
    var ReadonlyRootfs: Bool
    var Init: Bool
    var Memory: Int64
    var MemorySwap: Int64
    var NanoCpus: Int64
    var CpuShares: UInt64
    var CpusetCpus: String
    var PidsLimit: Int64
    var Capabilities: [String]
    var SecurityOpt: [String]
    var ExtraHosts: [String]
    var Ulimits: [Ulimit]
    var Devices: [String]

    struct Policy: Encodable {
        var Name: String
        var MaximumRetryCount: Int
    }

    struct Ulimit: Encodable {
        var Name: String
        var Soft: UInt64
        var Hard: UInt64
    }

    init(_ configuration: ContainerConfiguration) {
        let resources = configuration.resources
        NetworkMode = configuration.network.text
        RestartPolicy = Policy(
            Name: configuration.restart.name,
            MaximumRetryCount: configuration.restart.maximum
        )
        AutoRemove = configuration.removesItself
        ReadonlyRootfs = configuration.isReadOnly
        Init = configuration.hasInit
        Memory = resources.memory?.limit ?? 0
        MemorySwap = resources.memory?.swap ?? 0
        NanoCpus = (resources.cpu?.quota ?? 0) * 10_000
        CpuShares = resources.cpu?.shares ?? 0
        CpusetCpus = resources.cpu?.cpus ?? ""
        PidsLimit = resources.pids?.limit ?? 0
        Capabilities = configuration.capabilities
        SecurityOpt = Self.security(configuration)
        ExtraHosts = configuration.extraHosts
        Ulimits = configuration.processLimits.map {
            Ulimit(Name: $0.type.dropFirst(7).lowercased(), Soft: $0.soft, Hard: $0.hard)
        }
        Devices = configuration.devices.map(\.path)
    }

    private static func security(_ configuration: ContainerConfiguration) -> [String] {
        var words: [String] = []
        if configuration.forbidsNewPrivileges { words.append("no-new-privileges") }
        if configuration.seccomp == .unconfined { words.append("seccomp=unconfined") }
        if let profile = configuration.appArmorProfile { words.append("apparmor=\(profile)") }
        return words
    }
}

/// An entry of `Mounts`.
struct MountDetails: Encodable {
    var `Type`: String
    var Name: String?
    var Source: String
    var Destination: String
    var Mode: String
    var RW: Bool

    init(_ point: MountPoint) {
        `Type` = point.kind.rawValue
        Name = point.name
        Source = point.source
        Destination = point.destination
        Mode = point.options.joined(separator: ",")
        RW = !point.isReadOnly
    }
}

/// `Config`.
struct ConfigDetails: Encodable {
    var Hostname: String
    var User: String
    var Tty: Bool
    var OpenStdin: Bool
    var Env: [String]
    var Cmd: [String]
    var Entrypoint: [String]
    var Image: String
    var WorkingDir: String
    var Labels: [String: String]
    var StopSignal: String
    var StopTimeout: Int
    var Healthcheck: Check?

    struct Check: Encodable {
        var Test: [String]
        var Interval: Int64
        var Timeout: Int64
        var StartPeriod: Int64
        var Retries: Int
    }

    init(_ configuration: ContainerConfiguration) {
        Hostname = configuration.hostname
        User = configuration.user
        Tty = configuration.hasTerminal
        OpenStdin = configuration.hasInput
        Env = configuration.environment
        Cmd = configuration.command
        Entrypoint = configuration.entrypoint
        Image = configuration.image.name
        WorkingDir = configuration.workingDirectory
        Labels = configuration.labels
        StopSignal = "SIG\(SignalName.name(of: configuration.stopSignal))"
        StopTimeout = configuration.stopTimeoutSeconds
        Healthcheck = configuration.health.map { check in
            Check(
                Test: ["CMD"] + check.command,
                Interval: Int64(check.intervalSeconds * 1e9),
                Timeout: Int64(check.timeoutSeconds * 1e9),
                StartPeriod: Int64(check.startPeriodSeconds * 1e9),
                Retries: check.retries
            )
        }
    }
}

/// `NetworkSettings`.
struct NetworkDetails: Encodable {
    var Mode: String
    var IPAddress: String
    var Ports: [String]
    var Networks: [String: Endpoint]

    struct Endpoint: Encodable {
        var IPAddress: String
        var Aliases: [String]
    }

    init(_ container: StoredContainer) {
        let configuration = container.configuration
        Mode = configuration.network.text
        IPAddress = container.life.address ?? ""
        Ports = container.life.ports
        Networks = [:]
        if case .named(let name) = configuration.network {
            let aliases = [configuration.name, configuration.shortID]
            Networks[name] = Endpoint(
                IPAddress: IPAddress,
                Aliases: aliases + (configuration.aliases ?? [])
            )
        }
    }
}
