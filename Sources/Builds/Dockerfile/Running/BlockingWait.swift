import Dispatch
import Synchronization

/// Waits on a thread of its own for work that others do meanwhile.
enum BlockingWait {
    /// Blocks the thread until the work is done; never on a thread of the cooperative pool.
    static func value<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws
        -> Value
    {
        let done = DispatchSemaphore(value: 0)
        let result = ResultPlace<Value>()
        // The task ends before this returns, so it is not loose.
        Task {
            do {
                result.set(.success(try await work()))
            } catch {
                result.set(.failure(error))
            }
            done.signal()
        }
        done.wait()
        return try result.get()
    }
}

/// A result on its way from one thread to another.
private final class ResultPlace<Value: Sendable>: Sendable {
    private let value = Mutex<Result<Value, any Error>?>(nil)

    func set(_ result: Result<Value, any Error>) {
        value.withLock { $0 = result }
    }

    func get() throws -> Value {
        guard let result = value.withLock({ $0 }) else { throw BuildFailure.cancelled }
        return try result.get()
    }
}
