/// A rule of a filter: what happens to some system calls.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp", `syscalls`.
package struct LinuxSyscall: Sendable, Hashable, Codable {
    /// The calls, at least one; those that an architecture lacks are passed over.
    package var names: [String]
    /// What happens to them.
    package var action: SeccompAction
    /// The `errno` of an action that has one; nil stands for `EPERM`.
    package var errnoRet: UInt32?
    /// What the arguments must be for the rule to hold: all of them; nil or empty is anything.
    package var args: [SeccompArgument]?

    /// A rule.
    package init(
        names: [String],
        action: SeccompAction,
        errnoRet: UInt32? = nil,
        args: [SeccompArgument]? = nil
    ) {
        self.names = names
        self.action = action
        self.errnoRet = errnoRet
        self.args = args
    }
}
