import Glibc
import OCI

extension SeccompAction {
    /// Whether an `errno` goes with it.
    var takesErrno: Bool { self == .errno || self == .trace }

    /// Whether the call is made.
    var lets: Bool { self == .allow || self == .log }

    /// What the filter returns to the kernel; `SECCOMP_RET_*`.
    func returnValue(errno: UInt32?) -> UInt32 {
        let number = (errno ?? UInt32(EPERM)) & 0xFFFF
        return switch self {
        case .kill, .killThread: 0
        case .killProcess: 0x8000_0000
        case .trap: 0x0003_0000
        case .errno: 0x0005_0000 | number
        case .notify: 0x7FC0_0000
        case .trace: 0x7FF0_0000 | number
        case .log: 0x7FFC_0000
        case .allow: 0x7FFF_0000
        }
    }
}

extension SeccompFlag {
    /// The bit; `SECCOMP_FILTER_FLAG_*`.
    var bit: UInt32 {
        switch self {
        case .allThreads: 1
        case .log: 2
        case .allowSpeculation: 4
        case .waitKillable: 32
        }
    }

    /// Beside a listener, threads that cannot get the filter are an error, not a number that looks like a descriptor.
    static let failUnlessAllThreads: UInt32 = 16
}

extension LinuxSeccomp {
    /// The bits of the flags; where none are said, speculation is left alone, as runc and crun do.
    var flagBits: UInt32 {
        var flags = Set(self.flags ?? [.allowSpeculation])
        // Means nothing without a listener, and the kernel then refuses it.
        if !wantsListener { flags.remove(.waitKillable) }
        let bits = flags.reduce(0) { $0 | $1.bit }
        return wantsListener && flags.contains(.allThreads)
            ? bits | SeccompFlag.failUnlessAllThreads : bits
    }
}
