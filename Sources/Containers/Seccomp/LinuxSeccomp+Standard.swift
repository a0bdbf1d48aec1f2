package import OCI

extension LinuxSeccomp {
    /// The filter of every step: what builds and tests need, debuggers included, and nothing that makes namespaces or
    /// mounts, loads code into the kernel, reaches its keys or looks into other processes.
    ///
    /// It follows Docker's default profile (moby/profiles, seccomp/default.json) and differs in three points, all of
    /// them documented in docs/RUNTIME.md: `ioctl` refuses `TIOCSTI` and `TIOCLINUX`, which type into a terminal;
    /// `personality` may also switch off the randomisation of addresses, which gdb does; and without further
    /// architectures, programs of others (32 bits, x32) end at their first call.
    ///
    /// - Parameters:
    ///   - capabilities: What the container's bounding set holds: some calls are allowed beside a capability only.
    ///   - architectures: Which programs may run besides those of the host's own architecture.
    /// - Returns: A filter that refuses with `EPERM` what it does not name.
    package static func standard(
        for capabilities: Capabilities = .standard,
        architectures: [SeccompArchitecture] = []
    ) -> LinuxSeccomp {
        let all = [.host] + architectures
        return LinuxSeccomp(
            defaultAction: .errno,
            architectures: all,
            syscalls: [LinuxSyscall(names: StandardCalls.everywhere, action: .allow)]
                + StandardCalls.architectures(all).map { LinuxSyscall(names: $0, action: .allow) }
                + StandardCalls.capabilities(capabilities).map {
                    LinuxSyscall(names: $0, action: .allow)
                }
                + sockets + personalities + ioctls + clones(capabilities)
        )
    }

    /// Threads and processes, but no new namespaces.
    private static func clones(_ capabilities: Capabilities) -> [LinuxSyscall] {
        guard !capabilities.contains(.administrate) else { return [] }
        let namespaces: UInt64 = 0x7E02_0000
        return [
            rule("clone", SeccompArgument(index: 0, value: namespaces, op: .maskedEqual)),
            // It hides its flags in memory, where a filter cannot see them; a libc then falls back to clone.
            LinuxSyscall(names: ["clone3"], action: .errno, errnoRet: 38),
        ]
    }

    /// The families of socket(2) that Docker allows.
    ///
    /// `AF_ALG` (38) and `AF_VSOCK` (40) reach kernel code and the hypervisor, the other missing ones are gone from the
    /// kernel. Each is compared for itself: the kernel reads 32 bits of the argument and a filter compares 64, so
    /// "more than 40" would hold for 38 with a higher bit set.
    private static var sockets: [LinuxSyscall] {
        let families: [UInt64] = [
            13, 14, 15, 16, 17, 18, 21, 22, 24, 26, 27, 28, 29, 30, 31, 32, 33, 35, 36, 39, 41, 42,
            43, 44, 45,
        ]
        return [rule("socket", SeccompArgument(index: 0, value: 12, op: .less))]
            + families.map { rule("socket", SeccompArgument(index: 0, value: $0, op: .equal)) }
    }

    /// Linux, 32 bits at a time, 2.6 as a version, both, asking, and without randomised addresses.
    private static var personalities: [LinuxSyscall] {
        let values: [UInt64] = [0x0, 0x8, 0x20000, 0x20008, 0xFFFF_FFFF, 0x40000]
        return values.map { rule("personality", SeccompArgument(index: 0, value: $0, op: .equal)) }
    }

    /// All but `TIOCSTI` (0x5412) and `TIOCLINUX` (0x541C).
    private static var ioctls: [LinuxSyscall] {
        NumberCover.of32Bits(without: [0x5412, 0x541C]).map {
            rule(
                "ioctl",
                SeccompArgument(index: 1, value: $0.mask, valueTwo: $0.value, op: .maskedEqual)
            )
        }
    }

    private static func rule(_ name: String, _ argument: SeccompArgument) -> LinuxSyscall {
        LinuxSyscall(names: [name], action: .allow, args: [argument])
    }
}
