import CSandbox
import CSeccomp
import Glibc
package import HostSystem
import SystemPackage

/// Turns a profile into the program that the kernel runs at every system call.
package enum SeccompCompiler {
    /// Compiles a profile with libseccomp, as a search tree: 1–2 ms, and ten times cheaper to load than a list.
    ///
    /// The result depends on the profile, the architecture and libseccomp only, so callers keep it.
    ///
    /// - Returns: An array of `struct sock_filter`.
    /// - Throws: `SystemError`.
    package static func compile(_ profile: SeccompProfile) throws(SystemError) -> [UInt8] {
        // SCMP_ACT_ERRNO(EPERM)
        guard let context = seccomp_init(0x0005_0000 | UInt32(EPERM)) else {
            throw SystemError(
                "prepare a system call filter",
                call: "seccomp_init",
                errno: .noMemory
            )
        }
        defer { seccomp_release(context) }
        // A 32-bit program gets ENOSYS instead of a signal that nobody understands.
        try check(
            seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, 0x0005_0000 | UInt32(ENOSYS))
        )
        try check(seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2))
        for name in profile.allowed { try allow(name, [], in: context) }
        for condition in profile.conditional {
            try allow(condition.name, [condition.lowered], in: context)
        }
        for name in profile.pretendedMissing { try pretendMissing(name, in: context) }
        return try export(context)
    }

    private static func allow(
        _ name: String,
        _ arguments: [scmp_arg_cmp],
        in context: scmp_filter_ctx
    ) throws(SystemError) {
        let number = seccomp_syscall_resolve_name(name)
        // Negative: this architecture has no such call, or this libseccomp does not know it yet.
        guard number >= 0 else { return }
        try check(
            seccomp_rule_add_array(context, 0x7FFF_0000, number, UInt32(arguments.count), arguments)
        )
    }

    private static func pretendMissing(
        _ name: String,
        in context: scmp_filter_ctx
    ) throws(SystemError) {
        let number = seccomp_syscall_resolve_name(name)
        guard number >= 0 else { return }
        try check(seccomp_rule_add_array(context, 0x0005_0000 | UInt32(ENOSYS), number, 0, nil))
    }

    private static func export(_ context: scmp_filter_ctx) throws(SystemError) -> [UInt8] {
        let memory = try call("make a memory file", "memfd_create", csandbox_memfd("seccomp"))
        let file = OpenFile(adopting: memory)
        try check(seccomp_export_bpf(context, file.descriptor))
        lseek(file.descriptor, 0, SEEK_SET)
        return try file.readAll(limit: 1 << 20, name: "the system call filter")
    }

    /// libseccomp returns a negative errno.
    private static func check(_ result: Int32) throws(SystemError) {
        guard result < 0 else { return }
        throw SystemError(
            "compile the system call filter",
            call: "libseccomp",
            errno: Errno(rawValue: -result)
        )
    }
}

extension SeccompProfile.Condition {
    fileprivate var lowered: scmp_arg_cmp {
        switch comparison {
        case .equal(let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
        case .less(let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_LT, datum_a: value, datum_b: 0)
        case .greater(let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_GT, datum_a: value, datum_b: 0)
        case .masked(let mask, let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
        }
    }
}
