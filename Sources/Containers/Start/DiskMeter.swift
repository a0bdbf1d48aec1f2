import Dispatch
import Synchronization

/// Measures a container's writable layer on a thread of its own.
///
/// A walk behind a command that makes files in the same folder waits for the folder's lock again and again, for minutes
/// on a slow disk; limits of time and requests to stop are not to wait with it.
final class DiskMeter: Sendable {
    private let limit: ContainerWatch.DiskLimit
    private let queue = DispatchQueue(label: "disk limit")
    private let walk = DispatchGroup()
    private let isWalking = Atomic(false)
    private let isTooMuch = Atomic(false)
    private let isStopped = Atomic(false)

    /// How long to wait for a walk: nearly all end within it.
    private static let patience = DispatchTimeInterval.milliseconds(20)

    /// Makes a meter that has measured nothing yet.
    init(_ limit: ContainerWatch.DiskLimit) {
        self.limit = limit
    }

    /// Begins a walk, where none is going on.
    ///
    /// - Returns: Whether this walk, or one before it, has found more than the limit.
    func findsTooMuch() -> Bool {
        if isWalking.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        {
            queue.async(group: walk) {
                let bytes = self.limit.measure { !self.isStopped.load(ordering: .relaxed) }
                if bytes > self.limit.bytes { self.isTooMuch.store(true, ordering: .relaxed) }
                self.isWalking.store(false, ordering: .releasing)
            }
        }
        _ = walk.wait(timeout: .now() + Self.patience)
        return isTooMuch.load(ordering: .relaxed)
    }

    /// Ends a walk that is going on, and waits for its end.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        walk.wait()
    }
}
