import BenchFloor
import Containers
import Glibc
import HostSystem
import Synchronization

/// Who measures: root, or an ordinary user that has become root of a user namespace with its own id alone.
enum BenchIdentity {
    private static let found = Mutex(HostRights.root)
    private static let behind = Mutex<Int32>(-1)

    /// What containers may be made with.
    static var rights: HostRights { found.withLock { $0 } }

    /// Whoever we are outside of a user namespace that we have entered.
    static let user = geteuid()

    /// Starts a program as the ordinary user that we are outside of our namespace.
    ///
    /// - Returns: Its process id; -1 with errno.
    static func spawnOutside(
        _ words: CStrings,
        _ variables: CStrings,
        _ descriptors: (Int32, Int32, Int32)
    ) -> Int32 {
        // One order at a time.
        behind.withLock { channel in
            bench_spawn_behind(
                channel,
                words.list,
                variables.list,
                descriptors.0,
                descriptors.1,
                descriptors.2
            )
        }
    }

    /// Enters a user namespace where that is needed; to be called before there is a second thread.
    static func establish() {
        guard user != 0 else { return }
        let channel = bench_stay_behind()
        behind.withLock { $0 = channel }
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
