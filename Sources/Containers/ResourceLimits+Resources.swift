package import OCI

extension ResourceLimits {
    /// The limits in the words of the runtime-spec; the one of the writable layer is no business of a cgroup.
    ///
    /// Swap counts as memory: what does not fit is killed, not swapped out.
    package var resources: LinuxResources {
        var resources = LinuxResources()
        if let memoryBytes {
            let bytes = Int64(clamping: memoryBytes)
            resources.memory = LinuxMemory(limit: bytes, swap: bytes)
        }
        if let cpus {
            resources.cpu = LinuxCPU(quota: max(1000, Int64(cpus * 100_000)), period: 100_000)
        }
        if let processes { resources.pids = LinuxPids(limit: Int64(clamping: processes)) }
        return resources
    }
}
