/// A system call filter ready for the kernel: the program and how it is loaded.
///
/// Source: seccomp(2), `SECCOMP_SET_MODE_FILTER`.
package struct SeccompFilter: Sendable, Hashable {
    /// An array of `struct sock_filter`, eight bytes each; empty for no filter at all.
    package var instructions: [UInt8]
    /// The `SECCOMP_FILTER_FLAG_*` bits to load it with, without `NEW_LISTENER`.
    package var flags: UInt32
    /// Whether some action asks a listener, so that it is to be loaded with `SECCOMP_FILTER_FLAG_NEW_LISTENER`.
    package var wantsListener: Bool

    /// A filter.
    package init(instructions: [UInt8], flags: UInt32, wantsListener: Bool) {
        self.instructions = instructions
        self.flags = flags
        self.wantsListener = wantsListener
    }

    /// No filter.
    package static let none = SeccompFilter(instructions: [], flags: 0, wantsListener: false)

    /// Whether there is nothing to load.
    package var isEmpty: Bool { instructions.isEmpty }

    /// The flags of seccomp(2); 8 is `SECCOMP_FILTER_FLAG_NEW_LISTENER`.
    var kernelFlags: UInt64 { UInt64(flags) | (wantsListener ? 8 : 0) }

    /// The number of instructions.
    package var count: Int { instructions.count / Self.instructionSize }

    /// `sizeof(struct sock_filter)`.
    static let instructionSize = 8
    /// `BPF_MAXINSNS`: a longer program is refused by the kernel.
    static let maximumCount = 4096
}
