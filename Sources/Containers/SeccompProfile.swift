/// Which system calls a container may make: everything that is not named is refused.
///
/// The default follows Docker's (moby `profiles/seccomp/default.json`): what builds and tests need, debuggers
/// included, and nothing that makes namespaces, mounts, loads code into the kernel or reaches its keys.
package struct SeccompProfile: Sendable, Hashable {
    /// Allowed with any arguments.
    package var allowed: [String]
    /// Answered with ENOSYS, so that libc falls back to an older call.
    package var pretendedMissing: [String]
    /// Allowed where an argument, masked, has a value.
    package var conditional: [Condition]

    /// A call that is allowed only for some values of an argument.
    package struct Condition: Sendable, Hashable {
        /// The call's name.
        package var name: String
        /// Which argument, from 0.
        package var argument: UInt32
        /// How it is compared.
        package var comparison: Comparison
    }

    /// How an argument is compared.
    package enum Comparison: Sendable, Hashable {
        /// Equal to the value.
        case equal(UInt64)
        /// Less than the value.
        case less(UInt64)
        /// Greater than the value.
        case greater(UInt64)
        /// Equal to the second value once masked with the first.
        case masked(UInt64, equals: UInt64)
    }

    /// The profile of every step.
    package static let standard = SeccompProfile(
        allowed: SeccompProfile.standardCalls,
        // clone3 hides its flags in memory, where a filter cannot see them.
        pretendedMissing: ["clone3"],
        conditional: [
            // Threads and processes, but no new namespaces.
            Condition(name: "clone", argument: 0, comparison: .masked(0x7E02_0000, equals: 0)),
            // All families but AF_ALG (38) and AF_VSOCK (40), which reach kernel code and the hypervisor.
            Condition(name: "socket", argument: 0, comparison: .less(38)),
            Condition(name: "socket", argument: 0, comparison: .equal(39)),
            Condition(name: "socket", argument: 0, comparison: .greater(40)),
            Condition(name: "personality", argument: 0, comparison: .equal(0x0)),
            Condition(name: "personality", argument: 0, comparison: .equal(0x8)),
            Condition(name: "personality", argument: 0, comparison: .equal(0x20000)),
            Condition(name: "personality", argument: 0, comparison: .equal(0x20008)),
            Condition(name: "personality", argument: 0, comparison: .equal(0xFFFF_FFFF)),
            // No address randomisation: gdb asks for it.
            Condition(name: "personality", argument: 0, comparison: .equal(0x40000)),
            // All but TIOCSTI (0x5412), which types into a terminal.
            Condition(name: "ioctl", argument: 1, comparison: .less(0x5412)),
            Condition(name: "ioctl", argument: 1, comparison: .greater(0x5412)),
        ]
    )
}
