/// What is changed of a mount: the arguments of mount_setattr(2).
package struct MountChange: Sendable, Hashable {
    /// What it forbids from now on.
    package var set: MountAttributes = []
    /// What it no longer forbids.
    package var clear: MountAttributes = []
    /// How mounts below it spread; unchanged where nil.
    package var propagation: MountPropagation?
    /// The user namespace whose maps shift the ids; lent.
    package var userNamespace: Int32?
    /// Whether all mounts below it are changed too.
    package var recursive = false

    /// A change.
    package init(
        set: MountAttributes = [],
        clear: MountAttributes = [],
        propagation: MountPropagation? = nil,
        recursive: Bool = false
    ) {
        self.set = set
        self.clear = clear
        self.propagation = propagation
        self.recursive = recursive
    }

    /// Whether nothing is changed.
    package var isEmpty: Bool { self.set.isEmpty && clear.isEmpty && propagation == nil }
}

/// How mounts and unmounts spread between namespaces: the `MS_` flags of mount_namespaces(7).
package enum MountPropagation: UInt64, Sendable, Hashable {
    /// Not copied by bind mounts, and nothing spreads.
    case unbindable = 0x2_0000
    /// Nothing spreads.
    case `private` = 0x4_0000
    /// From the host only.
    case slave = 0x8_0000
    /// Both ways.
    case shared = 0x10_0000
}
