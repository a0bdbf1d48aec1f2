package import OCI

/// Who a process is: numbers, never names, resolved by whoever makes the spec.
package struct Identity: Sendable, Hashable {
    /// The user.
    package var uid: UInt32
    /// The group.
    package var gid: UInt32
    /// Further groups.
    package var groups: [UInt32]

    /// An identity by its numbers.
    package init(uid: UInt32, gid: UInt32, groups: [UInt32] = []) {
        self.uid = uid
        self.gid = gid
        self.groups = groups
    }

    /// The groups that a process is given: its own among them, so that it stays in it where a program changes it for
    /// another (CVE-2023-25173).
    package var allGroups: [UInt32] { [gid] + groups }

    /// The container's root.
    package static let root = Identity(uid: 0, gid: 0)

    /// The identity of a specification's user; root where it names none.
    package init(_ user: RuntimeUser?) {
        self.init(
            uid: user?.uid ?? 0,
            gid: user?.gid ?? 0,
            groups: user?.additionalGids ?? []
        )
    }
}
