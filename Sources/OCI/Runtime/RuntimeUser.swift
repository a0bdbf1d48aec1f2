/// Who a process runs as: numbers of the container.
///
/// Source: OCI runtime-spec, config.md, "POSIX-platform User".
package struct RuntimeUser: Sendable, Hashable, Codable {
    /// The user.
    package var uid: UInt32
    /// The group.
    package var gid: UInt32
    /// The permissions that new files lack; unchanged where nil.
    package var umask: UInt32?
    /// Further groups.
    package var additionalGids: [UInt32]?

    /// A user by numbers.
    package init(
        uid: UInt32 = 0,
        gid: UInt32 = 0,
        umask: UInt32? = nil,
        additionalGids: [UInt32]? = nil
    ) {
        self.uid = uid
        self.gid = gid
        self.umask = umask
        self.additionalGids = additionalGids
    }

    private enum CodingKeys: String, CodingKey {
        case uid, gid, umask, additionalGids
    }

    /// Reads it; a document may leave `uid` and `gid` out, which means 0 to every runtime.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        uid = try container.decodeIfPresent(UInt32.self, forKey: .uid) ?? 0
        gid = try container.decodeIfPresent(UInt32.self, forKey: .gid) ?? 0
        umask = try container.decodeIfPresent(UInt32.self, forKey: .umask)
        additionalGids = try container.decodeIfPresent([UInt32].self, forKey: .additionalGids)
    }
}
