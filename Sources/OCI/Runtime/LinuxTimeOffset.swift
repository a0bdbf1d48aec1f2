/// How far a clock is ahead of the host's.
///
/// Source: OCI runtime-spec, config-linux.md, "Offset for Time Namespace"; time_namespaces(7).
package struct LinuxTimeOffset: Sendable, Hashable, Codable {
    /// Seconds; may be negative.
    package var secs: Int64?
    /// Nanoseconds.
    package var nanosecs: UInt32?

    /// An offset.
    package init(secs: Int64? = nil, nanosecs: UInt32? = nil) {
        self.secs = secs
        self.nanosecs = nanosecs
    }
}
