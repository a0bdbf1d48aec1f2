import Containers
import HostSystem
import OCI

/// A container whose command runs; what is ours of it, until it has ended.
final class StartedContainer {
    /// Its first process.
    let process: ProcessHandle
    /// The number of that process.
    let pid: Int32
    /// What it reads and writes.
    let streams: ContainerStreams
    /// What it is.
    let specification: RuntimeSpec
    /// Where its processes are counted.
    let cgroup: CgroupPlace
    /// Limits that nothing enforces.
    let unenforced: [String]
    /// Its own network, where it has one.
    let seat: ContainerSeat?
    private let root: MountedRoot

    init(
        process: ProcessHandle,
        pid: Int32,
        streams: ContainerStreams,
        specification: RuntimeSpec,
        cgroup: CgroupPlace,
        unenforced: [String],
        seat: ContainerSeat?,
        root: consuming MountedRoot
    ) {
        self.process = process
        self.pid = pid
        self.streams = streams
        self.specification = specification
        self.cgroup = cgroup
        self.unenforced = unenforced
        self.seat = seat
        self.root = root
    }
}
