import Containers
import FoundationEssentials
import HostSystem
import OCI
import SystemPackage

/// Changes what a container may use, while it runs.
struct UpdateCommand: RuntimeSubcommand {
    static let name = "update"
    static let abstract = "Change what a container may use."

    @Option(
        "--resources",
        "-r",
        help: "A file with a linux.resources object; - for standard input."
    )
    var resources: String?

    @Option("--blkio-weight", help: "Weight of its reads and writes, 10 to 1000.")
    var blkioWeight: UInt16?

    @Option("--cpu-period", help: "Microseconds.")
    var cpuPeriod: UInt64?

    @Option("--cpu-quota", help: "Microseconds of a period.")
    var cpuQuota: Int64?

    @Option("--cpu-burst", help: "Microseconds that may be saved up.")
    var cpuBurst: UInt64?

    @Option("--cpu-share", "--cpu-shares", help: "Relative weight.")
    var cpuShare: UInt64?

    @Option("--cpu-rt-period", help: "Microseconds.")
    var cpuRealtimePeriod: UInt64?

    @Option("--cpu-rt-runtime", help: "Microseconds of a period.")
    var cpuRealtimeRuntime: Int64?

    @Option("--cpu-idle", help: "1: runs only where nobody else wants to.")
    var cpuIdle: Int64?

    @Option("--cpuset-cpus", help: "The processors it may run on: 0-3,7.")
    var cpusetCpus: String?

    @Option("--cpuset-mems", help: "The memory nodes it may use.")
    var cpusetMems: String?

    @Option("--memory", help: "Bytes; 64m and the like are understood.")
    var memory: ByteCount?

    @Option("--memory-reservation", help: "Bytes.")
    var memoryReservation: ByteCount?

    @Option("--memory-swap", help: "Bytes, memory included; -1 for any.")
    var memorySwap: ByteCount?

    @Option("--pids-limit", help: "Processes and threads.")
    var pidsLimit: Int64?

    @Argument("id", help: "The container's id.")
    var id: String

    func run(in runtime: RuntimeCommand) throws {
        let container = try RunningContainer.find(id, in: try runtime.state())
        guard let cgroup = container.record.cgroup else {
            throw RuntimeError("container \(id) has no cgroup")
        }
        guard container.status != .stopped else {
            throw RuntimeError("container \(id) is not running")
        }
        try cgroup.apply(try wanted())
    }

    private func wanted() throws -> LinuxResources {
        if let resources {
            let file = try OpenFile(
                opening: FilePath(resources == "-" ? "/dev/stdin" : resources)
            )
            let bytes = try file.readAll(limit: 1 << 20, name: resources)
            return try JSONDecoder().decode(LinuxResources.self, from: Data(bytes))
        }
        var result = LinuxResources()
        result.cpu = cpu
        result.memory = memoryLimits
        if let pidsLimit { result.pids = LinuxPids(limit: pidsLimit) }
        if let blkioWeight {
            var block = LinuxBlockIO()
            block.weight = blkioWeight
            result.blockIO = block
        }
        return result
    }

    private var cpu: LinuxCPU? {
        var cpu = LinuxCPU()
        cpu.period = cpuPeriod
        cpu.quota = cpuQuota
        cpu.burst = cpuBurst
        cpu.shares = cpuShare
        cpu.realtimePeriod = cpuRealtimePeriod
        cpu.realtimeRuntime = cpuRealtimeRuntime
        cpu.idle = cpuIdle
        cpu.cpus = cpusetCpus
        cpu.mems = cpusetMems
        return cpu == LinuxCPU() ? nil : cpu
    }

    private var memoryLimits: LinuxMemory? {
        var limits = LinuxMemory()
        limits.limit = memory?.bytes
        limits.reservation = memoryReservation?.bytes
        limits.swap = memorySwap?.bytes
        return limits == LinuxMemory() ? nil : limits
    }
}
