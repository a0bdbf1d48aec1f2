package import OCI

/// Which system calls a container may make.
package enum SeccompChoice: Sendable, Hashable, Codable {
    /// What every step of a pipeline may.
    case standard
    /// All.
    case unconfined
    /// What a filter of the user's says.
    case filter(LinuxSeccomp)
}
