import Containers
import OCI
import Objects

/// Reads the limits of a command line.
struct LimitReader {
    private let options: LimitOptions

    init(_ options: LimitOptions) {
        self.options = options
    }

    /// What a container may use up.
    ///
    /// - Throws: `ObjectError`.
    func resources() throws -> LinuxResources {
        var resources = LinuxResources()
        resources.memory = try memory()
        resources.cpu = try cpu()
        if let limit = options.pidsLimit {
            resources.pids = LinuxPids(limit: limit == 0 ? -1 : limit)
        }
        return resources
    }

    /// What is not a limit of a cgroup: memory in `/dev/shm`, the kernel's choice of whom to end, settings.
    ///
    /// - Throws: `ObjectError`.
    func setMemory(_ made: inout ContainerConfiguration) throws {
        if let text = options.shmSize {
            guard let bytes = AmountText.bytes(text), bytes > 0 else {
                throw ObjectError("--shm-size \(text): expected a size such as 64m")
            }
            made.sharedMemoryBytes = bytes
        }
        if let score = options.oomScoreAdj {
            guard (-1000...1000).contains(score) else {
                throw ObjectError("--oom-score-adj \(score): expected -1000 to 1000")
            }
            made.outOfMemoryScore = score
        }
        for text in options.sysctl {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw ObjectError("--sysctl \(text): expected NAME=value")
            }
            made.settings = (made.settings ?? [:]).merging([parts[0]: parts[1]]) { $1 }
        }
        var spec = RuntimeSpec.standard(arguments: ["x"])
        if made.network == .host { spec.share("network") }
        spec.linux?.sysctl = made.settings
        do { try spec.check() } catch { throw ObjectError("--sysctl: \(error.text)") }
    }

    private func memory() throws -> LinuxMemory? {
        guard let text = options.memory else {
            if options.memorySwap != nil { throw ObjectError("--memory-swap needs --memory") }
            return nil
        }
        guard let bytes = AmountText.bytes(text) else {
            throw ObjectError("--memory \(text): expected a size such as 512m")
        }
        // No limit, as in Docker, where scripts write it for that.
        guard bytes > 0 else { return nil }
        guard bytes >= 6 << 20 else {
            throw ObjectError("--memory \(text): expected at least 6m, or 0 for no limit")
        }
        guard let swapText = options.memorySwap else {
            // Swap counts as memory: what does not fit is killed, not swapped out.
            return LinuxMemory(limit: bytes, swap: bytes)
        }
        guard let swap = swapText == "-1" ? -1 : AmountText.bytes(swapText),
            swap < 0 || swap >= bytes
        else { throw ObjectError("--memory-swap \(swapText): expected -1 or at least --memory") }
        return LinuxMemory(limit: bytes, swap: swap)
    }

    private func cpu() throws -> LinuxCPU? {
        var cpu = LinuxCPU()
        if let text = options.cpus, Double(text) != 0 {
            guard let cpus = Double(text), cpus > 0, cpus < 100_000 else {
                throw ObjectError(
                    "--cpus \(text): expected a number such as 1.5, or 0 for no limit"
                )
            }
            cpu.period = 100_000
            cpu.quota = max(1000, Int64(cpus * 100_000))
        }
        cpu.shares = options.cpuShares
        cpu.cpus = options.cpusetCpus
        return cpu == LinuxCPU() ? nil : cpu
    }

    /// What each process may use up.
    ///
    /// - Throws: `ObjectError`.
    func processLimits() throws -> [POSIXRlimit] {
        try options.ulimit.map { text in
            guard let limit = AmountText.processLimit(text) else {
                throw ObjectError("--ulimit \(text): expected NAME=SOFT[:HARD]")
            }
            return POSIXRlimit(type: limit.name, hard: limit.hard, soft: limit.soft)
        }
    }
}
