import Execution
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a cancellation: the first one polite, the second one immediate.
final class SignalWatch: Sendable {
    private let seen: SeenSignal
    private let watches: [DispatchWatch]

    /// Begins to watch.
    init(_ cancellation: Cancellation) {
        let seen = SeenSignal()
        self.seen = seen
        watches = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchWatch(signal: number) {
                Console.tell(seen.note(number) ? "stopping; once more to kill" : "killing")
                cancellation.cancel()
            }
        }
    }

    deinit {
        for watch in watches { watch.cancel() }
    }

    /// The first signal that came.
    var first: Int32? { seen.number }
}

/// The first signal that a process got.
private final class SeenSignal: Sendable {
    private let first = Mutex<Int32?>(nil)

    /// Takes note of a signal; whether it is the first.
    func note(_ number: Int32) -> Bool {
        first.withLock { first in
            defer { first = first ?? number }
            return first == nil
        }
    }

    var number: Int32? { first.withLock { $0 } }
}
