import Containers
import OCI

/// What the runtime keeps of a container between its commands: `state.json` in the container's folder.
struct ContainerRecord: Sendable, Codable {
    /// Unique in its folder.
    var id: String
    /// The absolute path of its bundle.
    var bundle: String
    /// Its first process, as the host counts.
    var pid: Int32
    /// When that process began, in the kernel's ticks since boot: a process id alone comes back.
    var began: UInt64
    /// When it was created, as RFC 3339 has it.
    var created: String
    /// The specification, as it was then.
    var spec: RuntimeSpec
    /// Its cgroup; nil where it has none.
    var cgroup: CgroupPlace?
    /// What its process has still to do when it is started, for messages.
    var tail: [StepWords]
}
