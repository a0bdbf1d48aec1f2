import SystemPackage
import HostSystem

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

    /// Those of this process, which is root: of the host, or of somebody's user namespace; user_namespaces(7).
    package static var current: HostRights {
        let maps =
            (try? OpenFile(opening: "/proc/self/uid_map").readAll(limit: 1 << 16, name: "maps"))
            ?? []
        let numbers = String(decoding: maps, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        // Root that has made itself a namespace is 0 in both, but alone there.
        let isHost = numbers == ["0", "0", "4294967295"]
        let total = stride(from: 2, to: numbers.count, by: 3).reduce(0) {
            $0 + (Int(numbers[$1]) ?? 0)
        }
        return HostRights(inUserNamespace: !isHost, singleIdentity: !isHost && total <= 1)
    }
}
