import CSandbox
import Glibc
import SystemPackage

/// A user namespace that this process makes for itself; user_namespaces(7).
package enum UserNamespace {
    /// Ids of the namespace and those of the host that they stand for.
    package struct Range: Sendable, Hashable {
        /// The first id inside.
        package var inside: UInt32
        /// The first id outside.
        package var outside: UInt32
        /// How many.
        package var count: UInt32

        /// A range.
        package init(inside: UInt32, outside: UInt32, count: UInt32) {
            self.inside = inside
            self.outside = outside
            self.count = count
        }
    }

    /// Makes this process, which must have one thread only, root of a new user and mount namespace.
    ///
    /// A map of the caller's own id alone needs nobody's help; all others are written by newuidmap and newgidmap, as
    /// `/etc/subuid` and `/etc/subgid` allow.
    ///
    /// - Parameters:
    ///   - users: The map of users.
    ///   - groups: The map of groups.
    /// - Throws: `SystemError`; with ESRCH newuidmap or newgidmap has refused, and has said why.
    package static func enter(users: [Range], groups: [Range]) throws(SystemError) {
        let lists = [words(of: users), words(of: groups)]
        defer { for word in lists.flatMap({ $0 }) { free(word) } }
        let result = lists[0].withUnsafeBufferPointer { users in
            lists[1].withUnsafeBufferPointer { groups in
                guard let users = users.baseAddress, let groups = groups.baseAddress else {
                    return Int32(-1)
                }
                return csandbox_enter_user_namespace(
                    UnsafeRawPointer(users).assumingMemoryBound(to: UnsafePointer<CChar>?.self),
                    UnsafeRawPointer(groups).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                )
            }
        }
        try call("make a user namespace", errno == ESRCH ? "newuidmap" : "unshare", result)
    }

    private static func words(of ranges: [Range]) -> [UnsafeMutablePointer<CChar>?] {
        let numbers = ranges.flatMap { [$0.inside, $0.outside, $0.count] }
        return numbers.map { strdup("\($0)") } + [nil]
    }
}
