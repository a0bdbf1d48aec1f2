import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// What a thread carries out: a closure and room for its result.
private class Errand {
    func carryOut() {}
}

private final class TypedErrand<Value, Failure: Error>: Errand {
    private let work: () throws(Failure) -> Value
    var result: Result<Value, Failure>?

    init(_ work: @escaping () throws(Failure) -> Value) {
        self.work = work
    }

    override func carryOut() {
        do throws(Failure) { result = .success(try work()) } catch { result = .failure(error) }
    }
}

/// Threads of their own, since setns(2) and unshare(2) move the calling thread alone, and one of a pool would take the
/// network of a job along to its next task.
enum NamespaceThread {
    /// Carries out work on a new thread and waits for it; the thread, and the network it moved to, end with the work.
    ///
    /// - Parameter work: May move its thread to other namespaces.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws; `NetworkError.system` where no thread can be made.
    static func run<Value>(
        _ work: () throws(NetworkError) -> Value
    ) throws(NetworkError) -> Value {
        // It does not escape: the thread has ended before this returns.
        let result = withoutActuallyEscaping(work) { work in
            let errand = TypedErrand(work)
            let error = start(errand).map(join)
            switch error {
            case .success: break
            case .failure(let error):
                return Result<Value, NetworkError>.failure(.system(error))
            }
            guard let result = errand.result else {
                preconditionFailure("a thread ended without a result")
            }
            return result
        }
        return try result.get()
    }

    /// Starts a thread that carries out work until it returns; to be joined once.
    static func start(
        _ work: @escaping @Sendable () -> Void
    ) -> Result<pthread_t, SystemError> {
        start(TypedErrand<Void, Never>(work))
    }

    /// Waits for the end of a thread.
    static func join(_ thread: pthread_t) {
        pthread_join(thread, nil)
    }

    private static func start(_ errand: Errand) -> Result<pthread_t, SystemError> {
        var thread = pthread_t()
        let handle = Unmanaged.passRetained(errand)
        let error = pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Errand>.fromOpaque(pointer).takeRetainedValue().carryOut()
                return nil
            },
            handle.toOpaque()
        )
        guard error == 0 else {
            handle.release()
            return .failure(
                SystemError("start a thread", call: "pthread_create", errno: .init(rawValue: error))
            )
        }
        return .success(thread)
    }
}
