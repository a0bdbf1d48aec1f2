import Synchronization
import Testing

@testable import Execution

@Suite struct `A cancellation` {
    private final class Count: Sendable {
        let value = Mutex(0)
        func add() { value.withLock { $0 += 1 } }
    }

    @Test func `does what was registered, each time it is asked for, here or above`() {
        let above = Cancellation()
        let own = Cancellation(below: above)
        let count = Count()
        let registration = own.register { count.add() }
        above.cancel()
        own.cancel()
        #expect(count.value.withLock { $0 } == 2)
        own.unregister(registration)
        above.cancel()
        #expect(count.value.withLock { $0 } == 2)
    }

    @Test func `can be as urgent as can be at once`() {
        let cancellation = Cancellation()
        let count = Count()
        _ = cancellation.register { count.add() }
        cancellation.cancelAtOnce()
        #expect(cancellation.level == .immediate)
        #expect(count.value.withLock { $0 } == 2)
    }
}
