/// How a process's reads and writes are scheduled.
///
/// Source: OCI runtime-spec, config.md, "Linux Process"; ioprio_set(2).
package struct LinuxIOPriority: Sendable, Hashable, Codable {
    /// `IOPRIO_CLASS_RT`, `IOPRIO_CLASS_BE` or `IOPRIO_CLASS_IDLE`.
    package var `class`: String
    /// Within the class: 0 (first) to 7.
    package var priority: Int?
}
