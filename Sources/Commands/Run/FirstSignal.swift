import Synchronization

/// The first signal that a process got.
final class FirstSignal: Sendable {
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
