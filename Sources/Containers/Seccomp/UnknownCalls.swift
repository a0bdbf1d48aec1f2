import CSeccomp
import Glibc
import OCI

/// The instructions before a filter that answer `ENOSYS` for calls newer than the filter.
///
/// A libc tries a new call first and falls back to an old one at `ENOSYS`, never at `EPERM`: a filter that refuses
/// what it was written too early to know would break programs on new kernels. So calls above the highest number that
/// the filter names get that answer, as in runc (libcontainer/seccomp/patchbpf).
struct UnknownCalls {
    /// The highest number that is named, by `AUDIT_ARCH_*`; empty where nothing is to be put before the filter.
    private let highest: [UInt32: UInt32]

    /// What a filter does not know; nothing where it lets or answers `ENOSYS` by default.
    init(of filter: LinuxSeccomp) {
        let answers = filter.defaultAction == .errno && filter.defaultErrnoRet == UInt32(ENOSYS)
        guard !filter.defaultAction.lets, !answers else {
            highest = [:]
            return
        }
        let names = Set((filter.syscalls ?? []).flatMap(\.names))
        let tokens = Set([.host] + (filter.architectures ?? [])).map(\.token)
        var highest: [UInt32: UInt32] = [:]
        // x32 shares its AUDIT_ARCH with x86-64 and keeps the filter's own answer.
        for token in tokens where token != Self.x32 {
            let numbers = names.map { seccomp_syscall_resolve_name_arch(token, $0) }
            guard let number = numbers.max(), number >= 0 else { continue }
            highest[token] = UInt32(number)
        }
        self.highest = highest
    }

    /// An array of `struct sock_filter`; what it does not answer runs on into the filter.
    var prologue: [UInt8] {
        guard !highest.isEmpty else { return [] }
        let blocks = highest.sorted { $0.key < $1.key }.flatMap(Self.block)
        return (Self.load(.architecture) + blocks).flatMap(\.bytes)
    }

    /// Seven instructions for one architecture; the next block begins with the architecture loaded again.
    private static func block(_ architecture: UInt32, _ highest: UInt32) -> [Instruction] {
        [
            Instruction(code: .jumpIfEqual, no: 5, value: architecture)
        ] + load(.number) + [
            // Numbers of x32 have this bit.
            Instruction(code: .jumpIfGreaterOrEqual, yes: 2, value: 0x4000_0000),
            Instruction(code: .jumpIfGreater, no: 1, value: highest),
            Instruction(
                code: .give,
                value: SeccompAction.errno.returnValue(errno: UInt32(ENOSYS))
            ),
        ] + load(.architecture)
    }

    private static func load(_ field: Field) -> [Instruction] {
        [Instruction(code: .load, value: field.rawValue)]
    }

    /// `SCMP_ARCH_X32`.
    private static let x32 = SeccompArchitecture.x32.token

    /// Offsets in `struct seccomp_data`.
    private enum Field: UInt32 {
        case number = 0
        case architecture = 4
    }

    /// `struct sock_filter`.
    private struct Instruction {
        var code: Code
        var yes: UInt8 = 0
        var no: UInt8 = 0
        var value: UInt32

        /// As the kernel reads them: in the host's byte order.
        var bytes: [UInt8] {
            withUnsafeBytes(of: code.rawValue, Array.init) + [yes, no]
                + withUnsafeBytes(of: value, Array.init)
        }
    }

    /// `BPF_*`; linux/bpf_common.h.
    private enum Code: UInt16 {
        case load = 0x20
        case jumpIfEqual = 0x15
        case jumpIfGreater = 0x25
        case jumpIfGreaterOrEqual = 0x35
        case give = 0x06
    }
}
