/// What the runner may do on this host, which decides how a container's `/dev`, ids and cgroups are made.
package struct HostRights: Sendable, Hashable {
    /// Whether the runner is root of a user namespace rather than of the host.
    package var inUserNamespace: Bool
    /// Whether that namespace holds a single user and group id, so that no process can become another.
    package var singleIdentity: Bool

    /// Rights by name.
    package init(inUserNamespace: Bool, singleIdentity: Bool) {
        self.inUserNamespace = inUserNamespace
        self.singleIdentity = singleIdentity
    }

    /// Root of the host.
    package static let root = HostRights(inUserNamespace: false, singleIdentity: false)
}
