import SystemPackage
import Containers
import Glibc
import HostSystem
import Synchronization

/// Who runs the program, and what that lets it do; settled before there is a second thread.
enum HostIdentity {
    /// What was found out.
    struct Facts: Sendable {
        /// The user on the host.
        var uid: UInt32
        /// What the runner may do; nil where it could not become root of a user namespace.
        var rights: HostRights?
        /// Why not.
        var failure: Int32 = 0
        /// The names of the subordinate ranges, for messages: how many ids.
        var subordinateIDs: UInt32 = 0
    }

    private static let facts = Mutex(Facts(uid: 0, rights: nil))

    /// The commands that make containers or touch what containers wrote.
    private static let needing: Set<String> = [
        "run", "gc", "image", "shell", "reproduce", "diff",
    ]

    /// What was found out.
    static var current: Facts { facts.withLock { $0 } }

    /// Finds out who we are; an ordinary user becomes root of a user namespace for commands that need it.
    static func establish(for arguments: [String]) {
        var found = Facts(uid: geteuid(), rights: nil)
        if found.uid == 0 {
            found.rights = .current
        } else if MainThread.isShared(arguments) {
            enterShared(&found)
        } else if arguments.dropFirst().contains(where: needing.contains) {
            enter(&found)
        }
        let result = found
        facts.withLock { $0 = result }
    }

    /// Containers that stand can be reached only from the user namespace that they are in, so all commands about them
    /// share one as long as any of their processes is there.
    private static func enterShared(_ facts: inout Facts) {
        guard let shared = SharedNamespace() else { return enter(&facts) }
        if let rights = shared.join() {
            facts.rights = rights
        } else {
            enter(&facts)
        }
        if facts.rights != nil { shared.register() }
    }

    private static func enter(_ facts: inout Facts) {
        let gid = getegid()
        if let users = SubordinateRange(in: "/etc/subuid", of: facts.uid),
            let groups = SubordinateRange(in: "/etc/subgid", of: facts.uid),
            SubordinateRange.toolsAreThere
        {
            facts.subordinateIDs = min(users.count, groups.count)
            enter(
                &facts,
                single: false,
                users: [own(facts.uid)] + [users.range],
                groups: [own(gid)] + [groups.range]
            )
            return
        }
        enter(&facts, single: true, users: [own(facts.uid)], groups: [own(gid)])
    }

    private static func own(_ id: UInt32) -> UserNamespace.Range {
        UserNamespace.Range(inside: 0, outside: id, count: 1)
    }

    private static func enter(
        _ facts: inout Facts,
        single: Bool,
        users: [UserNamespace.Range],
        groups: [UserNamespace.Range]
    ) {
        do {
            try UserNamespace.enter(users: users, groups: groups)
            facts.rights = HostRights(inUserNamespace: true, singleIdentity: single)
        } catch {
            facts.failure = error.errno.rawValue
        }
    }
}

/// The ids that an ordinary user may hand out in a user namespace; subuid(5).
struct SubordinateRange {
    /// The first id.
    let first: UInt32
    /// How many.
    let count: UInt32

    /// The range as ids of a namespace, behind root.
    fileprivate var range: UserNamespace.Range {
        UserNamespace.Range(inside: 1, outside: first, count: count)
    }

    /// The first range of a user in a table, by name or number; nil where there is none.
    init?(in path: String, of uid: UInt32) {
        let name = getpwuid(uid).map { String(cString: $0.pointee.pw_name) }
        for line in Self.lines(of: path) {
            let fields = line.split(separator: ":")
            guard fields.count == 3, fields[0] == name ?? "" || fields[0] == "\(uid)" else {
                continue
            }
            guard let first = UInt32(fields[1]), let count = UInt32(fields[2]), count > 0 else {
                continue
            }
            self.first = first
            self.count = count
            return
        }
        return nil
    }

    /// Whether newuidmap and newgidmap are installed.
    static var toolsAreThere: Bool {
        ["newuidmap", "newgidmap"].allSatisfy { tool in
            ["/usr/bin", "/bin", "/usr/local/bin"].contains { access("\($0)/\(tool)", X_OK) == 0 }
        }
    }

    private static func lines(of path: String) -> [String] {
        guard let file = fopen(path, "re") else { return [] }
        defer { fclose(file) }
        var lines: [String] = []
        var buffer = [CChar](repeating: 0, count: 512)
        while let line = fgets(&buffer, Int32(buffer.count), file) {
            lines.append(String(String(cString: line).prefix { $0 != "\n" }))
        }
        return lines
    }
}
