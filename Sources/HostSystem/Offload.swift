import Dispatch
import Synchronization

/// Runs blocking work on a thread of Dispatch's, so that the cooperative pool (as many threads as cores) never waits.
///
/// Cancellation does not interrupt the work; callers that must be able to stop watch for it themselves.
///
/// - Parameter work: What may block: libgit2, libarchive, fsync, deleting. It is let go of before this returns.
/// - Returns: What the work returns.
/// - Throws: What the work throws.
package func offload<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let pending = PendingWork(work)
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
        // A queue of its own gets a thread of its own; the global queues stop at a number of threads.
        DispatchQueue(label: "offload").async {
            continuation.resume(returning: pending.run())
        }
    }
    return try result.get()
}

/// Work that is let go of as soon as it is done: what it holds, such as a session, must not outlive the wait for it on
/// another thread.
private final class PendingWork<Value: Sendable, Failure: Error>: Sendable {
    private let work: Mutex<(@Sendable () throws(Failure) -> Value)?>

    init(_ work: @escaping @Sendable () throws(Failure) -> Value) {
        self.work = Mutex(work)
    }

    /// Does the work; once only.
    func run() -> Result<Value, Failure> {
        let work = self.work.withLock { work in
            defer { work = nil }
            return work
        }
        guard let work else { preconditionFailure("work that was done before") }
        do throws(Failure) { return .success(try work()) } catch { return .failure(error) }
    }
}
