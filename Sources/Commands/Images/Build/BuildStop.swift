import Execution
import Glibc
import Synchronization

/// Ends a build at SIGINT, SIGTERM or SIGHUP: the command that runs is asked to end, and nothing new begins.
final class BuildStop: Sendable {
    private let first = Mutex<Int32?>(nil)
    private let cancellation = Mutex<Cancellation?>(nil)

    /// The first signal that came.
    var signal: Int32? { first.withLock { $0 } }

    /// Has a run cancelled by signals, too.
    func cancelling(_ run: Cancellation) {
        cancellation.withLock { $0 = run }
    }

    /// Does some work that signals cancel.
    func watching(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await work() }
        let watches = [SIGINT, SIGTERM, SIGHUP].map { number in
            Glibc.signal(number, SIG_IGN)
            return DispatchWatch(signal: number) { [self] in
                first.withLock { $0 = $0 ?? number }
                Console.tell("stopping")
                cancellation.withLock { $0 }?.cancel()
                task.cancel()
            }
        }
        defer { for watch in watches { watch.cancel() } }
        try await task.value
    }
}
