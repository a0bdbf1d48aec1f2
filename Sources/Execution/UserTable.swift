import Containers
import HostSystem
import SystemPackage

/// Finds who `user:` means, in the image's own tables and never in the host's.
///
/// `NAME`, `UID`, `NAME:GROUP`, `UID:GID`; a number is always an id, also where a name looks like one (CVE-2026-46680).
/// Source: image-spec, config.md, `User`; passwd(5), group(5).
struct UserTable {
    /// Who it is, and where at home.
    struct Entry: Sendable, Hashable {
        var identity: Identity
        var home: String
    }

    private let users: [[Substring]]
    private let groups: [[Substring]]

    /// The largest table that is read, in bytes.
    private static let maximumSize = 1 << 22

    /// Reads the tables of an image; one that is missing is empty.
    init(_ view: borrowing ImageView) {
        users = Self.table("/etc/passwd", view)
        groups = Self.table("/etc/group", view)
    }

    private static func table(_ path: String, _ view: borrowing ImageView) -> [[Substring]] {
        let bytes = (try? view.read(FilePath(path), limit: maximumSize)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ":", omittingEmptySubsequences: false)
        }
    }

    /// Who a text means; nil where nobody of that name is known.
    func entry(_ text: String) -> Entry? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { return nil }
        let known = users.first {
            $0.count >= 6 && (Self.isNumber(name) ? $0[2] == name : $0[0] == name)
        }
        guard let uid = Self.number(Self.isNumber(name) ? name : known?[2] ?? "") else {
            return nil
        }
        var gid = Self.number(known?[3] ?? "0") ?? 0
        var further = groupsOf(known?[0] ?? name)
        if parts.count == 2 {
            guard let group = group(parts[1]) else { return nil }
            gid = group
            further = []
        }
        let home = known.map { String($0[5]) } ?? "/"
        return Entry(
            identity: Identity(uid: uid, gid: gid, groups: further.filter { $0 != gid }),
            home: home.hasPrefix("/") ? home : "/"
        )
    }

    private func group(_ name: Substring) -> UInt32? {
        if Self.isNumber(name) { return Self.number(name) }
        return groups.first { $0.count >= 3 && $0[0] == name }.flatMap { Self.number($0[2]) }
    }

    private func groupsOf(_ user: Substring) -> [UInt32] {
        groups.filter { $0.count >= 4 && $0[3].split(separator: ",").contains(user) }
            .compactMap { Self.number($0[2]) }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// An id; 2³²−1 means "unchanged" to the kernel and is nobody's.
    private static func number(_ text: Substring) -> UInt32? {
        guard isNumber(text), let value = UInt32(text), value != .max else { return nil }
        return value
    }
}
