/// The bound of huge pages of one size.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Huge page limits".
package struct LinuxHugepageLimit: Sendable, Hashable, Codable {
    /// The size as the kernel names it: `64KB`, `2MB`, `1GB`.
    package var pageSize: String?
    /// How many bytes of such pages may be used.
    package var limit: UInt64?

    /// A value by its parts, each of which may be left out.
    package init(pageSize: String? = nil, limit: UInt64? = nil) {
        self.pageSize = pageSize
        self.limit = limit
    }
}
