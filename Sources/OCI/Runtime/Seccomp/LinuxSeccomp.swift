/// A filter for system calls: what happens by default, and what to some calls instead.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp".
package struct LinuxSeccomp: Sendable, Hashable, Codable {
    /// What happens to a call that no rule names.
    package var defaultAction: SeccompAction
    /// The `errno` of a default action that has one; nil stands for `EPERM`.
    package var defaultErrnoRet: UInt32?
    /// What programs of these architectures may call; nil or empty is the host's own alone.
    package var architectures: [SeccompArchitecture]?
    /// How the filter is loaded.
    package var flags: [SeccompFlag]?
    /// The Unix socket that is handed the descriptor of `SCMP_ACT_NOTIFY`.
    package var listenerPath: String?
    /// Words that are handed over with that descriptor, uninterpreted.
    package var listenerMetadata: String?
    /// What happens to some calls instead.
    package var syscalls: [LinuxSyscall]?

    /// A filter.
    package init(
        defaultAction: SeccompAction,
        defaultErrnoRet: UInt32? = nil,
        architectures: [SeccompArchitecture]? = nil,
        flags: [SeccompFlag]? = nil,
        listenerPath: String? = nil,
        listenerMetadata: String? = nil,
        syscalls: [LinuxSyscall]? = nil
    ) {
        self.defaultAction = defaultAction
        self.defaultErrnoRet = defaultErrnoRet
        self.architectures = architectures
        self.flags = flags
        self.listenerPath = listenerPath
        self.listenerMetadata = listenerMetadata
        self.syscalls = syscalls
    }
}
