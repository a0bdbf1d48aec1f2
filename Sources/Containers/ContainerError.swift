package import HostSystem

/// Why a container could not be made or watched; a command that fails is not an error (`ContainerExit`).
package enum ContainerError: Error, Sendable, Hashable {
    /// Its specification cannot be carried out; all that is wrong with it.
    case specification([String])
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

extension ContainerError {
    /// What went wrong, in a sentence.
    package var text: String {
        switch self {
        case .specification(let problems): problems.joined(separator: "\n")
        case .start(let cause), .cgroup(let cause), .output(let cause): cause.description
        case .resource(let cause): cause.description
        case .host(let text, _): text
        }
    }

    /// What may help.
    package var hint: String? {
        switch self {
        case .specification, .resource: nil
        case .start(let cause), .cgroup(let cause), .output(let cause): cause.hint
        case .host(_, let hint): hint
        }
    }
}
