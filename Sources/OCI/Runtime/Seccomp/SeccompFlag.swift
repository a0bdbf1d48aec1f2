/// How a filter is loaded.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp", `flags`; seccomp(2), "SECCOMP_SET_MODE_FILTER".
package enum SeccompFlag: String, Sendable, Hashable, Codable, CaseIterable {
    /// All threads of the process get it.
    case allThreads = "SECCOMP_FILTER_FLAG_TSYNC"
    /// Every action but `SCMP_ACT_ALLOW` is noted in the kernel's log.
    case log = "SECCOMP_FILTER_FLAG_LOG"
    /// Speculative store bypass is not switched off.
    case allowSpeculation = "SECCOMP_FILTER_FLAG_SPEC_ALLOW"
    /// A call that waits for `SCMP_ACT_NOTIFY` to be answered can be interrupted by fatal signals only.
    case waitKillable = "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"
}
