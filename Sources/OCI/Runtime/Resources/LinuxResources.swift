/// What a container may use up, and how it shares: `linux.resources` of a runtime configuration.
///
/// A part that is nil is left as the kernel has it. Keys that are not known are passed over.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Control groups".
package struct LinuxResources: Sendable, Hashable, Codable {
    /// Which devices may be used, in order: a later rule wins over an earlier one.
    package var devices: [LinuxDeviceRule]?
    /// Bounds of memory and swap.
    package var memory: LinuxMemory?
    /// Shares and bounds of processor time, and which processors.
    package var cpu: LinuxCPU?
    /// The bound of processes and threads.
    package var pids: LinuxPids?
    /// Weights and bounds of block devices.
    package var blockIO: LinuxBlockIO?
    /// Bounds of huge pages, one for each page size.
    package var hugepageLimits: [LinuxHugepageLimit]?
    /// How traffic is marked; cgroup v1 only.
    package var network: LinuxNetworkClass?
    /// Bounds of RDMA devices, by the device's name: `mlx5_1`.
    package var rdma: [String: LinuxRDMA]?
    /// Files of cgroup v2 and what is written into them: `memory.high`, `1073741824`.
    package var unified: [String: String]?

    /// Resources, each part of which may be left out.
    package init(
        devices: [LinuxDeviceRule]? = nil,
        memory: LinuxMemory? = nil,
        cpu: LinuxCPU? = nil,
        pids: LinuxPids? = nil,
        blockIO: LinuxBlockIO? = nil,
        hugepageLimits: [LinuxHugepageLimit]? = nil,
        network: LinuxNetworkClass? = nil,
        rdma: [String: LinuxRDMA]? = nil,
        unified: [String: String]? = nil
    ) {
        self.devices = devices
        self.memory = memory
        self.cpu = cpu
        self.pids = pids
        self.blockIO = blockIO
        self.hugepageLimits = hugepageLimits
        self.network = network
        self.rdma = rdma
        self.unified = unified
    }
}
