import Execution
import Glibc

/// Turns SIGINT, SIGTERM and SIGHUP into a cancellation: the first one polite, the second one immediate.
final class SignalWatch: Sendable {
    private let seen: FirstSignal
    private let watches: [DispatchWatch]

    /// Begins to watch.
    init(_ cancellation: Cancellation) {
        let seen = FirstSignal()
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
