package import HostSystem

/// Why a container could not be made or watched; a command that fails is not an error (`ContainerExit`).
package enum ContainerError: Error, Sendable, Hashable {
    /// An operation of its making was refused.
    case start(SystemError)
    /// Something the host has to offer is missing: what, and what to do.
    case host(String, hint: String)
    /// The cgroup could not be made or read.
    case cgroup(SystemError)
    /// A limit or another resource setting makes no sense, or cannot be carried out on this host.
    case resource(ResourceError)
    /// Its output could not be read.
    case output(SystemError)
}
