import Dispatch

/// Runs blocking work on a thread of Dispatch's, so that the cooperative pool (as many threads as cores) never waits.
///
/// Cancellation does not interrupt the work; callers that must be able to stop watch for it themselves.
///
/// - Parameter work: What may block: libgit2, libarchive, fsync, deleting.
/// - Returns: What the work returns.
/// - Throws: What the work throws.
package func offload<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
        // A queue of its own gets a thread of its own; the global queues stop at a number of threads.
        DispatchQueue(label: "offload").async {
            do throws(Failure) {
                continuation.resume(returning: .success(try work()))
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
    return try result.get()
}
