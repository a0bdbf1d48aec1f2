/// A namespace that a container has to itself or joins.
///
/// Source: OCI runtime-spec, config-linux.md, "Namespaces"; namespaces(7).
package struct LinuxNamespace: Sendable, Hashable, Codable {
    /// `pid`, `network`, `mount`, `ipc`, `uts`, `user`, `cgroup` or `time`.
    package var type: String
    /// The one to join, absolute; a new one where nil.
    package var path: String?

    /// A namespace.
    package init(type: String, path: String? = nil) {
        self.type = type
        self.path = path
    }
}
