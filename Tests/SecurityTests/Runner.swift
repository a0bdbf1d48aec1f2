import Foundation
import Glibc
import Testing

/// Whose rights the program has whose steps attack the host.
enum Runner: String, Sendable, CaseIterable, CustomTestStringConvertible {
    /// All of them.
    case root
    /// An ordinary user without subordinate ids: a step has a single user id.
    case nobody
    /// An ordinary user with subordinate ids.
    case withSubordinateIDs

    var testDescription: String { rawValue }

    /// The user and group id.
    var id: UInt32 {
        switch self {
        case .root: 0
        case .nobody: 65534
        case .withSubordinateIDs: Self.delegated?.id ?? 65534
        }
    }

    /// The words before a program's path that run it as this user.
    var prefix: [String] {
        guard self != .root else { return [] }
        return [
            "/usr/bin/setpriv", "--reuid", "\(id)", "--regid", "\(id)", "--clear-groups", "--",
        ]
    }

    /// Those that this machine has.
    static let available: [Runner] = {
        let users =
            FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
            && (try? String(contentsOfFile: "/proc/sys/user/max_user_namespaces", encoding: .utf8))
                != "0\n"
        guard users else {
            print("skipped: attacks under an ordinary user need setpriv and user namespaces")
            return [.root]
        }
        guard delegated != nil else {
            print("skipped: attacks under a user with subordinate ids need one in /etc/subuid")
            return [.root, .nobody]
        }
        return allCases
    }()

    /// The first user of /etc/subuid that is no system's.
    private static let delegated: (name: String, id: UInt32)? = {
        guard let table = try? String(contentsOfFile: "/etc/subuid", encoding: .utf8) else {
            return nil
        }
        for line in table.split(separator: "\n") {
            guard let name = line.split(separator: ":").first, let user = getpwnam(String(name))
            else { continue }
            if user.pointee.pw_uid >= 1000 { return (String(name), user.pointee.pw_uid) }
        }
        return nil
    }()
}
