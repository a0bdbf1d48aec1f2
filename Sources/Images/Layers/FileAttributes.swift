/// Owner, permissions, time and extended attributes of a file: all that is set after its content.
struct FileAttributes: Sendable, Hashable {
    /// The number of the owner.
    var owner: UInt32
    /// The number of the group.
    var group: UInt32
    /// With the set-id bits: 0 to 0o7777.
    var mode: UInt32
    /// When the content was last changed; nil leaves the time as it is.
    var modified: FileTime?
    /// In order.
    var extendedAttributes: [ExtendedAttribute] = []
}

extension TarEntry {
    /// What is set after the content.
    var attributes: FileAttributes {
        FileAttributes(
            owner: owner,
            group: group,
            mode: mode,
            modified: modified,
            extendedAttributes: extendedAttributes
        )
    }
}
