import Synchronization

/// A flag that long blocking work looks at now and then: set once, never taken back.
package final class Interruption: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Work that goes on.
    package init() {}

    /// Asks the work to stop.
    package func request() {
        flag.store(true, ordering: .relaxed)
    }

    /// Whether the work has been asked to stop.
    var isRequested: Bool {
        flag.load(ordering: .relaxed)
    }

    /// Stops the work where it has been asked to.
    func check() throws(LayerFault) {
        if isRequested { throw .interrupted }
    }
}
