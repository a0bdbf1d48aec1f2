import Foundation
import Synchronization
package import Testing

/// Lets tests that wait for servers go on as soon as they can, on threads that only such tests use.
///
/// Most tests block the thread that they run on, one of the few that Swift's tasks share, and every step of one that
/// waits is queued behind all of those that have not begun: it may come minutes later, when tokens have run out and
/// connections have been silent for too long.
package struct OwnThreads: SuiteTrait, TestTrait, TestScoping {
    /// It is for the tests of the suite, not for the suite.
    package var isRecursive: Bool { true }

    /// Runs a test on the threads.
    @concurrent package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(ThreadExecutor.shared) { try await function() }
    }
}

extension Trait where Self == OwnThreads {
    /// Tests that wait for servers, on threads of their own.
    package static var ownThreads: Self { OwnThreads() }
}

/// A few threads that carry out tasks in the order in which they come.
private final class ThreadExecutor: TaskExecutor {
    static let shared = ThreadExecutor(threads: 4)

    private let jobs = Mutex<[UnownedJob]>([])
    private let count = DispatchSemaphore(value: 0)

    init(threads: Int) {
        for _ in 0..<threads {
            Thread.detachNewThread { while true { self.runNext() } }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        count.signal()
    }

    private func runNext() {
        count.wait()
        jobs.withLock { $0.removeFirst() }.runSynchronously(on: asUnownedTaskExecutor())
    }
}
