import Containers
import Glibc
import HostSystem
import Synchronization

/// Who measures: root, or an ordinary user that has become root of a user namespace with its own id alone.
enum BenchIdentity {
    private static let found = Mutex(HostRights.root)

    /// What containers may be made with.
    static var rights: HostRights { found.withLock { $0 } }

    /// Enters a user namespace where that is needed; to be called before there is a second thread.
    static func establish() {
        guard geteuid() != 0 else { return }
        do {
            try UserNamespace.enter(
                users: [.init(inside: 0, outside: geteuid(), count: 1)],
                groups: [.init(inside: 0, outside: getegid(), count: 1)]
            )
        } catch {
            Terminal.say("cuvette-bench: \(error)")
            exit(1)
        }
        found.withLock { $0 = HostRights(inUserNamespace: true, singleIdentity: true) }
    }
}
