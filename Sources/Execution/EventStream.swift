import Synchronization

/// Hands events to observers, one at a time and in one order for all.
final class EventStream: Sendable {
    private let observers: [any RunObserver]
    private let order = Mutex(())

    /// Whether anybody wants to know of every line of output: cutting a gigabyte into lines costs more than writing it.
    let wantsLines: Bool

    init(_ observers: [any RunObserver]) {
        self.observers = observers
        wantsLines = observers.contains { $0.wantsLines }
    }

    /// Tells all observers; waits while another thread is telling.
    func tell(_ event: RunEvent) {
        order.withLock { _ in
            for observer in observers { observer.observe(event) }
        }
    }
}
