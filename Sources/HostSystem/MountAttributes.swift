/// What a mount forbids: the `MOUNT_ATTR_` flags of mount_setattr(2).
package struct MountAttributes: OptionSet, Sendable, Hashable {
    /// The bits, as the kernel numbers them.
    package let rawValue: UInt64

    /// A set of its bits.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// No writing.
    package static let readOnly = MountAttributes(rawValue: 0x1)
    /// Set-user-id and file capabilities have no effect.
    package static let noSetuid = MountAttributes(rawValue: 0x2)
    /// Device nodes cannot be opened.
    package static let noDevices = MountAttributes(rawValue: 0x4)
    /// Nothing can be executed.
    package static let noExecution = MountAttributes(rawValue: 0x8)
    /// Access times are always kept.
    package static let strictAccessTime = MountAttributes(rawValue: 0x20)
    /// Access times are never kept.
    package static let noAccessTime = MountAttributes(rawValue: 0x10)
    /// Every way of keeping access times; to be cleared before one is set.
    package static let accessTimes = MountAttributes(rawValue: 0x70)
    /// Access times of directories are not kept.
    package static let noDirectoryAccessTime = MountAttributes(rawValue: 0x80)
    /// Ids are shown as a user namespace maps them.
    package static let mappedIDs = MountAttributes(rawValue: 0x10_0000)
    /// Symbolic links are not followed.
    package static let noSymlinks = MountAttributes(rawValue: 0x20_0000)
}
