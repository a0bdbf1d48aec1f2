import Containers
import HostSystem
import Images
import OCI
import SystemPackage

/// A container as a run makes one: a writable layer over a snapshot, a cgroup, output that is read to its end.
struct OwnContainer {
    private let host: ContainerHost
    private let session: Session
    private let chain: SnapshotChain
    private let spec = RuntimeSpec.standard(
        arguments: ["/bin/true"],
        singleIdentity: BenchIdentity.rights.singleIdentity
    )
    private let limits: ResourceLimits
    private var loan = ContainerLoan()
    private let workshop: Workshop

    init(_ tool: Tool, _ limits: ResourceLimits, _ filter: [UInt8], in workshop: Workshop) throws {
        self.workshop = workshop
        host = try ContainerHost(
            initProgram: try workshop.program("cuvette-init"),
            rights: BenchIdentity.rights
        )
        session = try Session(in: try Store(at: workshop.path.appending("store-a")))
        chain = SnapshotChain([Snapshot(name: SnapshotName("root"), path: tool.rootFileSystem)])
        self.limits = limits
        loan.filter = SeccompFilter(instructions: filter, flags: 4, wantsListener: false)
    }

    /// One container; what it leaves is removed after the clock has been stopped.
    func measure() throws -> Double {
        var layer: WritableLayer?
        let time = try milliseconds { layer = try run() }
        if let layer { try workshop.remove(layer.path) }
        return time
    }

    /// The time from the end of the container's process to the moment when its cgroup and mounts are gone.
    func measureTeardown() throws -> Double {
        var time = Duration.zero
        let layer = try run { exit, whole in time = whole - exit.duration }
        try workshop.remove(layer.path)
        return Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3
    }

    /// What the container's cgroup was charged at most, in KiB.
    func peakMemory() throws -> Double {
        var peak: UInt64 = 0
        let layer = try run { exit, _ in peak = exit.peakMemoryBytes }
        try workshop.remove(layer.path)
        return Double(peak) / 1024
    }

    private func run(_ ended: (ContainerExit, Duration) -> Void = { _, _ in }) throws
        -> WritableLayer
    {
        let layer = try WritableLayer(in: session, label: "layer")
        let root = try layer.mount(over: chain, userXattr: host.rights.inUserNamespace)
        let cgroup = try Cgroup(
            "\(session.name)-\(layer.path.lastComponent?.string ?? "")",
            limits: limits,
            devices: host.rights.inUserNamespace ? nil : LinuxDeviceRule.standard,
            in: host.cgroups
        )
        let stop = try StopRequest()
        let began = ContinuousClock.now
        let container = try Container.start(
            spec,
            lending: loan,
            on: root,
            attachedAt: session.path.string,
            in: cgroup,
            of: host
        )
        let exit = try container.run(ContainerWatch(stop: stop)) { _, _ in }
        ended(exit, began.duration(to: .now))
        guard exit.status.isSuccess else { throw Unavailable("it ended with \(exit.status)") }
        return layer
    }
}
