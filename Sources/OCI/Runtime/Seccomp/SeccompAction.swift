/// What the kernel does at a system call.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp", `defaultAction`; seccomp(2), "Return value".
package enum SeccompAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Another word for `killThread`.
    case kill = "SCMP_ACT_KILL"
    /// The whole process ends with `SIGSYS`.
    case killProcess = "SCMP_ACT_KILL_PROCESS"
    /// The calling thread ends with `SIGSYS`.
    case killThread = "SCMP_ACT_KILL_THREAD"
    /// The process gets a `SIGSYS` that it can handle.
    case trap = "SCMP_ACT_TRAP"
    /// The call fails with an `errno`.
    case errno = "SCMP_ACT_ERRNO"
    /// A tracer is told, with the `errno` as its message; without one the call fails with `ENOSYS`.
    case trace = "SCMP_ACT_TRACE"
    /// The call is made.
    case allow = "SCMP_ACT_ALLOW"
    /// The call is made and noted in the kernel's log.
    case log = "SCMP_ACT_LOG"
    /// A process that holds the filter's descriptor decides.
    case notify = "SCMP_ACT_NOTIFY"
}
