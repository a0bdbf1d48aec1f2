import Synchronization

/// Something that happens a number of times.
final class Countdown: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int) {
        self.count = Mutex(count)
    }

    /// How often it is still to happen.
    var left: Int { count.withLock { $0 } }

    /// Whether it happens once more.
    func take() -> Bool {
        count.withLock { count in
            defer { count = max(0, count - 1) }
            return count > 0
        }
    }
}
