package import HostSystem
import SystemPackage

/// The users and groups of an image: who a text means there, never who it means on the host.
///
/// Source: OCI image-spec 1.1, config.md, `User`; passwd(5), group(5).
package struct UserDatabase: Sendable {
    private let users: AccountTable
    private let groups: AccountTable

    /// Who somebody is, and where at home.
    package struct User: Sendable, Hashable {
        /// The numbers; further groups are exactly those that the image's table says.
        package var identity: Identity
        /// An absolute path, `/` where the table says none.
        package var home: String

        /// Somebody.
        package init(identity: Identity, home: String) {
            self.identity = identity
            self.home = home
        }
    }

    /// The most groups that somebody may be in; `NGROUPS_MAX`, limits.h.
    static let maximumGroups = 65_536

    /// A database of its two tables.
    package init(passwd: [UInt8], group: [UInt8]) {
        users = AccountTable(passwd)
        groups = AccountTable(group)
    }

    /// Reads `/etc/passwd` and `/etc/group` below a root; one that is missing is empty.
    ///
    /// Symbolic links stay inside the root. A table is read only where it is a regular file of at most 4 MiB.
    ///
    /// - Parameter root: The root directory of an image or a container.
    /// - Throws: `IdentityError.table`.
    package init(below root: borrowing Directory) throws(IdentityError) {
        do throws(SystemError) {
            users = try AccountTable("/etc/passwd", below: root)
            groups = try AccountTable("/etc/group", below: root)
        } catch {
            throw .table(error)
        }
    }

    /// Who a text means.
    ///
    /// A number needs no line in a table: its group is then 0 and its home `/`. With a group beside the user, there
    /// are no further groups.
    ///
    /// - Parameter text: `NAME`, `UID`, `NAME:GROUP`, `UID:GID`, ….
    /// - Returns: The numbers and the home.
    /// - Throws: `IdentityError`.
    package func user(_ text: String) throws(IdentityError) -> User {
        let reference = try UserReference(text)
        let entry = entry(reference.user)
        var identity: Identity
        switch reference.user {
        case .id(let id): identity = Identity(uid: id, gid: entry?.gid ?? 0)
        case .name(let name):
            guard let entry else { throw .unknownUser(name) }
            identity = Identity(uid: entry.uid, gid: entry.gid)
        }
        if let group = reference.group {
            identity.gid = try id(of: group)
        } else if let entry {
            identity.groups = try groups(of: entry.name, beside: identity.gid)
        }
        return User(identity: identity, home: entry?.home ?? "/")
    }

    /// A line of passwd(5) that can be used.
    private struct Entry {
        var name: ArraySlice<UInt8>
        var uid: UInt32
        var gid: UInt32
        private var homeBytes: ArraySlice<UInt8>

        var home: String {
            homeBytes.first == 0x2F ? String(decoding: homeBytes, as: UTF8.self) : "/"
        }

        init?(_ fields: [ArraySlice<UInt8>]) {
            guard fields.count >= 6, !fields[0].isEmpty,
                let uid = UserReference.id(fields[2]), let gid = UserReference.id(fields[3])
            else { return nil }
            name = fields[0]
            self.uid = uid
            self.gid = gid
            homeBytes = fields[5]
        }
    }

    /// The first line of a user that can be used; lines that are wrong are passed over, as by libc.
    private func entry(_ part: UserReference.Part) -> Entry? {
        for line in users.lines {
            guard let entry = Entry(AccountTable.fields(line)) else { continue }
            switch part {
            case .id(let id): if entry.uid == id { return entry }
            case .name(let name): if entry.name.elementsEqual(name.utf8) { return entry }
            }
        }
        return nil
    }

    private func id(of group: UserReference.Part) throws(IdentityError) -> UInt32 {
        let name: String
        switch group {
        case .id(let id): return id
        case .name(let text): name = text
        }
        for line in groups.lines {
            let fields = AccountTable.fields(line)
            guard fields.count >= 3, fields[0].elementsEqual(name.utf8),
                let id = UserReference.id(fields[2])
            else { continue }
            return id
        }
        throw .unknownGroup(name)
    }

    /// The groups that name a user as a member, in the table's order, each once and without `gid`.
    private func groups(
        of user: ArraySlice<UInt8>,
        beside gid: UInt32
    ) throws(IdentityError) -> [UInt32] {
        var seen: Set<UInt32> = [gid]
        var found: [UInt32] = []
        for line in groups.lines {
            let fields = AccountTable.fields(line)
            guard fields.count >= 4, let id = UserReference.id(fields[2]),
                Pieces(of: fields[3], separatedBy: 0x2C).contains(where: { $0 == user }),
                seen.insert(id).inserted
            else { continue }
            guard found.count < Self.maximumGroups else {
                throw .tooManyGroups(
                    user: String(decoding: user, as: UTF8.self),
                    limit: Self.maximumGroups
                )
            }
            found.append(id)
        }
        return found
    }
}
