/// A file system at a path of the container.
///
/// Source: OCI runtime-spec, config.md, "Mounts".
package struct RuntimeMount: Sendable, Hashable, Codable {
    /// Absolute, inside the container.
    package var destination: String
    /// As in `/proc/filesystems`; `bind` or nothing for a bind mount.
    package var type: String?
    /// A device, a file or directory of the host (relative to the bundle or absolute), or a word.
    package var source: String?
    /// In the words of mount(8), and those of the specification's table.
    package var options: [String]?
    /// User ids of the mounted files: how they are shifted.
    package var uidMappings: [LinuxIDMapping]?
    /// Group ids of the mounted files: how they are shifted.
    package var gidMappings: [LinuxIDMapping]?

    /// A mount.
    package init(
        destination: String,
        type: String? = nil,
        source: String? = nil,
        options: [String]? = nil
    ) {
        self.destination = destination
        self.type = type
        self.source = source
        self.options = options
    }
}
