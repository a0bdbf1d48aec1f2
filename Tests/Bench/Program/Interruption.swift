import Glibc
import Synchronization

/// Whether somebody pressed Ctrl-C: measuring stops after the current turn, and everything is taken away.
enum Interruption {
    private static let happened = Atomic<Bool>(false)

    /// Watches SIGINT and SIGTERM from now on; started programs get them as usual.
    static func watch() {
        // The first use of the flag, which makes it, must not be the handler's.
        happened.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interruption.happened.store(true, ordering: .relaxed) }
        }
    }

    /// Throws `Interrupted` once it has happened.
    static func check() throws {
        if happened.load(ordering: .relaxed) { throw Interrupted() }
    }
}

/// Somebody pressed Ctrl-C.
struct Interrupted: Error {}
