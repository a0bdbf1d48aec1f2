/// A resource limit of a process.
///
/// Source: OCI runtime-spec, config.md, "POSIX process"; getrlimit(2).
package struct POSIXRlimit: Sendable, Hashable, Codable {
    /// `RLIMIT_NOFILE` and its like.
    package var type: String
    /// What the process may set `soft` to.
    package var hard: UInt64
    /// What is enforced.
    package var soft: UInt64

    /// A limit.
    package init(type: String, hard: UInt64, soft: UInt64) {
        self.type = type
        self.hard = hard
        self.soft = soft
    }
}
