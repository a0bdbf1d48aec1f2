/// One entry of a tar archive, with all that extended headers say about it.
struct TarEntry: Sendable {
    /// What kind of file it is.
    enum Kind: Sendable, Hashable {
        case file
        /// To an entry before it; the target is a name in the archive.
        case hardLink([UInt8])
        /// The target is kept as it is.
        case symbolicLink([UInt8])
        case directory
        case characterDevice(DeviceNumber)
        case blockDevice(DeviceNumber)
        case fifo
    }

    /// The name as it stands in the archive: any bytes but zero; not checked for where it leads.
    var name: [UInt8]
    /// What kind of file it is.
    var kind: Kind
    /// Permissions with set-user-id, set-group-id and sticky: 0 to 0o7777.
    var mode: UInt32
    /// The number of the owner.
    var owner: UInt32
    /// The number of the group.
    var group: UInt32
    /// When its content was last changed.
    var modified: FileTime
    /// The size of the file in bytes, holes included; 0 for all other kinds.
    var size: Int64
    /// How many bytes the archive holds for it.
    var storedSize: Int64
    /// Which bytes those are, where not all.
    var sparseMap: SparseMap?
    /// In the order of the archive.
    var extendedAttributes: [ExtendedAttribute]
}

/// The number of a device.
struct DeviceNumber: Sendable, Hashable {
    var major: UInt32
    var minor: UInt32
}
