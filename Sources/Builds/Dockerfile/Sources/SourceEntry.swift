import SystemPackage

/// What stands at a path of files that are copied from.
struct SourceEntry: Sendable, Hashable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        case file
        case directory
        /// With what it says.
        case symlink([UInt8])
        case fifo
        /// A device or a socket.
        case special
    }

    /// What it is.
    var kind: Kind
    /// Permissions with set-user-id, set-group-id and sticky.
    var mode: UInt32
    /// The number of the owner.
    var owner: UInt32 = 0
    /// The number of the group.
    var group: UInt32 = 0
    /// When it was last changed: seconds and nanoseconds since 1970.
    var seconds: Int = 0
    var nanoseconds: Int = 0
    /// In bytes.
    var size: Int64 = 0
    /// What tells that two names are one file: device and inode; nil for files with one name.
    var hardLink: [UInt64]?
    /// The object of a commit.
    var object: String?
}
