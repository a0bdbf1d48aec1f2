/// The bound of processes and threads.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "PIDs".
package struct LinuxPids: Sendable, Hashable, Codable {
    /// How many there may be; -1 is no bound.
    package var limit: Int64?

    /// A value by its parts, each of which may be left out.
    package init(limit: Int64? = nil) {
        self.limit = limit
    }
}
