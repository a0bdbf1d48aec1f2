/// A device node.
///
/// Source: OCI runtime-spec, config-linux.md, "Devices".
package struct LinuxDevice: Sendable, Hashable, Codable {
    /// `c` or `u` (character), `b` (block), `p` (FIFO).
    package var type: String
    /// Absolute, inside the container.
    package var path: String
    /// Unless it is a FIFO.
    package var major: Int64?
    /// Unless it is a FIFO.
    package var minor: Int64?
    /// Permission bits; 0666 where nil.
    package var fileMode: UInt32?
    /// Owner; root where nil.
    package var uid: UInt32?
    /// Group; root's where nil.
    package var gid: UInt32?

    /// A device with everything unsaid but what is given.
    package init(
        type: String,
        path: String,
        major: Int64? = nil,
        minor: Int64? = nil,
        fileMode: UInt32? = nil
    ) {
        self.type = type
        self.path = path
        self.major = major
        self.minor = minor
        self.fileMode = fileMode
    }
}
